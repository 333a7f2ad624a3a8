package dev.fleetward.core.incident;

import java.util.Locale;

/// The part of the fleet that most likely failed. Immutable.
///
/// @param suspected whether nothing was seen of it itself: it is what those that suffer share
public record Cause(Kind kind, String name, boolean suspected) {

    public Cause(Kind kind, String name) {
        this(kind, name, false);
    }

    /// What can fail.
    public enum Kind {
        ENDPOINT,
        POOL,
        PROVIDER,
        REGION,
        ROUTE,
        FEATURE,
        /// The process that serves.
        NODE,
        /// The alert names nothing.
        FLEET;

        /// The name in reports and notifications.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Such as `endpoint openai-us`.
    public String words() {
        if (kind == Kind.FLEET) {
            return "the fleet";
        }
        if (kind == Kind.NODE) {
            return "the node";
        }
        return kind.label() + " " + name + (suspected ? " (suspected)" : "");
    }
}
