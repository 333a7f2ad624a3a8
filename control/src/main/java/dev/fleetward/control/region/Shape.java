package dev.fleetward.control.region;

import dev.fleetward.core.region.VersionTruth;
import java.util.Map;
import java.util.TreeMap;

/// What of a truth matters to routing: counts and times change with every call. Stateless.
final class Shape {
    private Shape() {}

    /// Equal for truths alike: the shares of the versions of each endpoint, in tenths.
    static Map<String, Map<String, Long>> of(VersionTruth truth) {
        Map<String, Map<String, Long>> shape = new TreeMap<>();
        truth.endpoints()
                .forEach((endpoint, versions) -> {
                    Map<String, Long> shares = new TreeMap<>();
                    versions.forEach(it ->
                            shares.put(
                                    it.version(),
                                    it.isServed() ? 1 + Math.round(it.share() * 10) : 0L));
                    shape.put(endpoint, shares);
                });
        return shape;
    }
}
