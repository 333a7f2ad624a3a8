package dev.fleetward.control.season;

import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// The profile of each endpoint's first tokens of which the most is known. Stateless.
final class Heaviest {
    private static final Comparator<Map.Entry<ProfileKey, Double>> ORDER =
            Map.Entry.<ProfileKey, Double>comparingByValue()
                    .thenComparing(each -> each.getKey().region())
                    .thenComparing(each -> each.getKey().size());

    private Heaviest() {}

    /// By name of the endpoint.
    static Map<String, ProfileKey> firstTokens(Map<ProfileKey, Double> weights) {
        Map<String, Map.Entry<ProfileKey, Double>> most = new HashMap<>();
        for (Map.Entry<ProfileKey, Double> each : weights.entrySet()) {
            if (each.getKey().measure() == Measure.FIRST_TOKEN_LESS_PREFILL) {
                most.merge(
                        each.getKey().endpoint(),
                        each,
                        (one, other) -> ORDER.compare(one, other) >= 0 ? one : other);
            }
        }
        Map<String, ProfileKey> keys = new HashMap<>();
        most.forEach((endpoint, each) -> keys.put(endpoint, each.getKey()));
        return keys;
    }
}
