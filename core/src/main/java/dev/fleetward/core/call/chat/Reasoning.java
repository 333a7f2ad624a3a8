package dev.fleetward.core.call.chat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How much a model shall think before it answers. Immutable.
///
/// @param mode whether it thinks at all, or null where only the effort is given
/// @param budgetTokens the most it may think, with mode `BUDGET` only, else 0
/// @param effort or null where nothing is said
public record Reasoning(@Nullable Mode mode, long budgetTokens, @Nullable Effort effort) {
    public enum Mode {
        OFF,
        /// As much as `budgetTokens` allows.
        BUDGET,
        /// As much as the model finds useful.
        ADAPTIVE
    }

    public enum Effort {
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH,
        MAX;

        /// The name on the wire, the same in all dialects.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The effort of this name, or null.
        public static @Nullable Effort of(String label) {
            for (Effort effort : values()) {
                if (effort.label().equals(label)) {
                    return effort;
                }
            }
            return null;
        }
    }
}
