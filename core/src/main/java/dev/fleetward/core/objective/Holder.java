package dev.fleetward.core.objective;

import java.util.Locale;

/// Whose service is promised. Immutable.
public record Holder(Kind kind, String name) implements Comparable<Holder> {
    /// What kind of thing makes the promise.
    public enum Kind {
        /// To users: each logical call counts once, with all that happened since it was accepted.
        FEATURE,
        /// The same, for all features that ask for the route.
        ROUTE,
        /// To the fleet: each attempt counts, from the moment at which it was sent.
        ENDPOINT;

        /// The name in reports.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public int compareTo(Holder other) {
        int byKind = kind.compareTo(other.kind);
        return byKind != 0 ? byKind : name.compareTo(other.name);
    }
}
