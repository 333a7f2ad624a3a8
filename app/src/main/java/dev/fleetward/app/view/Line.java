package dev.fleetward.app.view;

/// One feature's or one endpoint's sums. Immutable.
///
/// @param calls calls of a feature, attempts at an endpoint, whatever came of them
/// @param failed ended by somebody's fault, refusals not included
/// @param refused never ran
/// @param aborted whose caller went away
/// @param costNanos in nano-dollars; what has an unknown price is not in it
/// @param unpriced calls whose price is unknown
/// @param firstTokenP50 nanoseconds from acceptance to the first token; −1 if never measured
/// @param firstTokenP95 the same
/// @param waitP95 nanoseconds that calls waited for admission; −1 if never measured
public record Line(
        String name,
        long calls,
        long succeeded,
        long failed,
        long refused,
        long aborted,
        long inputTokens,
        long outputTokens,
        long costNanos,
        long unpriced,
        long firstTokenP50,
        long firstTokenP95,
        long waitP95) {}
