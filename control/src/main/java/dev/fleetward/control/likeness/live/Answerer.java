package dev.fleetward.control.likeness.live;

import org.jspecify.annotations.Nullable;

/// Who answers: an endpoint, and where, since one endpoint may answer from several regions.
/// Immutable.
///
/// @param region null where neither we nor the provider name one
record Answerer(String endpoint, @Nullable String region) {
    private static final String IN = " in ";

    /// As [dev.fleetward.core.region.likeness.LikenessBook] knows it. Endpoints' names have no
    /// spaces.
    String label() {
        return region == null ? endpoint : endpoint + IN + region;
    }

    static Answerer ofLabel(String label) {
        int at = label.indexOf(IN);
        return at < 0
                ? new Answerer(label, null)
                : new Answerer(label.substring(0, at), label.substring(at + IN.length()));
    }
}
