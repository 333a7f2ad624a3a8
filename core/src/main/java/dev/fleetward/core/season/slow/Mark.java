package dev.fleetward.core.season.slow;

import java.util.Set;

/// Something of ours that changed at a moment. Immutable.
///
/// @param features those on it; empty where it is on all
public record Mark(Kind kind, String name, long wallMicros, Set<String> features) {
    public Mark {
        features = Set.copyOf(features);
    }

    /// What changed.
    public enum Kind {
        /// A new version of a feature.
        DEPLOY,
        /// The fleet's configuration.
        CONFIG
    }

    boolean covers(String feature) {
        return features.isEmpty() || features.contains(feature);
    }

    /// Such as `deploy checkout-42`.
    public String words() {
        return switch (kind) {
            case DEPLOY -> "deploy " + name;
            case CONFIG -> "config change " + name;
        };
    }
}
