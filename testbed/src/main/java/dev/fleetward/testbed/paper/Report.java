package dev.fleetward.testbed.paper;

import dev.fleetward.testbed.Gate;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// All schedulers on one experiment. Immutable.
///
/// @param horizonSeconds until when the metric counts
/// @param runs of each scheduler; the first one's jitter has `seed`
/// @param bound what `backlogGap` of bounded schedulers must not exceed: 2U of Theorem 4.4
public record Report(
        String experiment,
        int clients,
        int requests,
        double horizonSeconds,
        int runs,
        long seed,
        double bound,
        boolean held,
        List<Gate> gates,
        List<SchedulerLine> schedulers) {

    /// The line of a scheduler.
    ///
    /// @throws IllegalArgumentException if it took no part
    public SchedulerLine line(String scheduler) {
        return schedulers.stream()
                .filter(line -> line.scheduler().equals(scheduler))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no scheduler " + scheduler));
    }

    public String toJson() {
        return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }
}
