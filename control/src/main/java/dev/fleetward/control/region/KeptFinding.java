package dev.fleetward.control.region;

import dev.fleetward.core.region.Cell;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Something that was found, as it is kept. Immutable.
///
/// @param version that it is about, or another thing that tells it from others of its kind
/// @param feature whose call it concerns, or null
/// @param callId the call that shows it; empty where no one call does
/// @param words one sentence for people
public record KeptFinding(
        Kind kind,
        Cell cell,
        String version,
        @Nullable String feature,
        long wallMicros,
        String callId,
        String words) {

    /// Whether it tells of the same, in whatever words.
    boolean isSameAs(KeptFinding other) {
        return kind == other.kind
                && callId.equals(other.callId)
                && cell.equals(other.cell)
                && version.equals(other.version);
    }

    /// What was found.
    public enum Kind {
        APPEARED,
        MIXES,
        DIFFERS,
        RETURNED,
        BUILD,
        LABEL,
        /// Served outside the zones that may serve it.
        OUTSIDE,
        /// Served in an area that reaches out of the zones that may serve it.
        UNPROVEN,
        UNLIKE,
        FULL;

        /// The name in reports and in the store.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind ofLabel(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }
}
