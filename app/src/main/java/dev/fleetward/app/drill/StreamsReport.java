package dev.fleetward.app.drill;

import java.util.List;

/// What broken streams showed. Immutable.
///
/// @param sent streams that callers asked for
/// @param whole of them, those that were complete
/// @param failed answered with an error before anything of an answer
/// @param brokenOff ended by an error in the middle of the answer
/// @param rescued whole ones that needed more than one attempt
/// @param hedges second attempts beside late ones
/// @param promises each with what was measured
public record StreamsReport(
        long sent,
        long whole,
        long failed,
        long brokenOff,
        long rescued,
        long hedges,
        List<Promise> promises)
        implements Drill.Report {

    public StreamsReport {
        promises = List.copyOf(promises);
    }
}
