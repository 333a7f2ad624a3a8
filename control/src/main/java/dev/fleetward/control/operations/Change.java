package dev.fleetward.control.operations;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that altered how the fleet serves, or how it is served. Immutable.
///
/// @param atWallMicros when, in microseconds since 1970
/// @param actor who did it: a person, a file, a policy
/// @param subject the part of the fleet, by name, or null where it is the whole
/// @param words for people; never a secret
public record Change(
        long atWallMicros, String actor, Kind kind, @Nullable String subject, String words) {

    /// The longest text that is kept.
    static final int MAX_WORDS = 4_000;

    /// What kind of alteration.
    public enum Kind {
        /// The configuration that is served.
        CONFIGURATION,
        /// A credential; which one, never what it is.
        CREDENTIAL,
        /// What an operator asked of an endpoint.
        DIRECTIVE,
        /// What a policy did by itself, such as shedding load.
        POLICY,
        /// A breaker opened or closed.
        BREAKER,
        /// Something that people say they deployed.
        DEPLOY,
        /// A feature began or ceased to be starved, or a provider did what our books of its quota
        /// did not expect.
        QUOTA;

        /// The name in reports and in the store.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofLabel(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    public Change {
        if (words.length() > MAX_WORDS) {
            words = words.substring(0, MAX_WORDS - 1) + "…";
        }
    }
}
