package dev.fleetward.core.region;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Which versions each endpoint showed, and in what shares lately. Endpoints that name no version
/// are not in it. Immutable.
///
/// @param asOfWallMicros when it was so
/// @param endpoints by name; versions in the order in which they appeared
public record VersionTruth(long asOfWallMicros, Map<String, List<Served>> endpoints) {
    public static final VersionTruth NOTHING = new VersionTruth(0, Map.of());

    public VersionTruth {
        endpoints =
                endpoints.entrySet().stream()
                        .filter(it -> !it.getValue().isEmpty())
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey, it -> List.copyOf(it.getValue())));
    }

    /// What is known of an endpoint; nothing where it named no version yet.
    public List<Served> of(String endpoint) {
        return endpoints.getOrDefault(endpoint, List.of());
    }

    /// @param calls lately
    /// @param share of the endpoint's calls lately, 0 to 1; 0 for one that is no longer served
    public record Served(
            String version, long calls, double share, long firstWallMicros, long lastWallMicros) {

        public boolean isServed() {
            return share > 0;
        }

        Served and(Served other) {
            return new Served(
                    version,
                    calls + other.calls,
                    0,
                    Math.min(firstWallMicros, other.firstWallMicros),
                    Math.max(lastWallMicros, other.lastWallMicros));
        }

        Served shareOf(long all) {
            return new Served(
                    version,
                    calls,
                    all == 0 ? 0 : calls / (double) all,
                    firstWallMicros,
                    lastWallMicros);
        }
    }
}
