package dev.fleetward.app.drill;

import java.util.List;

/// What the death of an endpoint showed. Immutable.
///
/// @param calls of features that others can serve
/// @param failed of them, those that failed before anything of an answer
/// @param brokenOff streams that the death cut in the middle, and that said so
/// @param alone calls of features that nothing else serves
/// @param aloneFailed of them, those that failed
/// @param failedOver calls whose next attempt went elsewhere
/// @param firstFailoverMillis from the first connection failure to the next request; negative if
///   there was none
/// @param medianFailoverMillis the same of all of them
/// @param rampMillis from the first trial passed to all calls
/// @param promises each with what was measured
public record StormReport(
        long calls,
        long failed,
        long brokenOff,
        long alone,
        long aloneFailed,
        long failedOver,
        double firstFailoverMillis,
        double medianFailoverMillis,
        long rampMillis,
        List<Promise> promises)
        implements Drill.Report {

    public StormReport {
        promises = List.copyOf(promises);
    }
}
