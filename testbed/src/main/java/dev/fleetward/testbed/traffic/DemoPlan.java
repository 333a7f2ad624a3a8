package dev.fleetward.testbed.traffic;

import java.net.URI;
import java.util.List;
import java.util.Map;

/// Where the demonstration's traffic goes. Immutable.
///
/// @param base up to but without `/v1`
/// @param keys by feature name; features without a key stay silent
/// @param routes by feature name; the feature's own name if there is none
/// @param rate 1 for each feature's own rate
/// @param seed for arrivals, sizes and hang-ups
public record DemoPlan(
        URI base,
        List<DemoFeature> features,
        Map<String, String> keys,
        Map<String, String> routes,
        double rate,
        long seed) {

    public DemoPlan {
        features = List.copyOf(features);
        keys = Map.copyOf(keys);
        routes = Map.copyOf(routes);
        if (!(rate > 0)) {
            throw new IllegalArgumentException("rate " + rate + " (expected: above 0)");
        }
    }

    /// The keys stay out of logs.
    @Override
    public String toString() {
        return "DemoPlan[" + base + ", features " + keys.keySet() + "]";
    }
}
