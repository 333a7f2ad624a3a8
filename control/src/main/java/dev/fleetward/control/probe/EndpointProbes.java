package dev.fleetward.control.probe;

import dev.fleetward.control.probe.ProbeResult.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an endpoint is probed, and what came of its latest probes. Immutable.
///
/// @param pace `none`, `usual` or `quick`
/// @param why what makes it so, for people
/// @param results oldest first, at most [ProbeBook#KEPT]
public record EndpointProbes(String endpoint, String pace, String why, List<ProbeResult> results) {
    public EndpointProbes {
        results = List.copyOf(results);
    }

    /// How many ended how.
    public Map<Verdict, Integer> counts() {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        for (Verdict verdict : Verdict.values()) {
            counts.put(verdict, 0);
        }
        results.forEach(result -> counts.merge(result.verdict(), 1, Integer::sum));
        return counts;
    }

    /// The latest, or null.
    public @Nullable ProbeResult last() {
        return results.isEmpty() ? null : results.getLast();
    }
}
