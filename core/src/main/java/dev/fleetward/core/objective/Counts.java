package dev.fleetward.core.objective;

/// Events and how many of them broke a promise. Immutable.
public record Counts(long events, long bad) {
    public static final Counts NONE = new Counts(0, 0);

    public Counts plus(Counts other) {
        return new Counts(events + other.events, bad + other.bad);
    }

    /// Whether the budget burns more than `tenths / 10` times as fast as it may.
    ///
    /// A burn rate is the share of bad events over the share that is allowed: at 1 the budget is
    /// spent when its 30 days are over.
    boolean burnsOver(int tenths, ServiceLevel level) {
        // bad / events > tenths / 10 × budget / 1e6, exactly; fits up to 10¹⁰ events
        return bad * 10_000_000 > events * tenths * level.budgetPpm();
    }

    /// How many times as fast as it may the budget burns; infinite where nothing may go wrong and
    /// something did.
    double burnRate(ServiceLevel level) {
        if (bad == 0) {
            return 0;
        }
        long budget = level.budgetPpm();
        return budget == 0 ? Double.POSITIVE_INFINITY : bad * 1e6 / ((double) events * budget);
    }
}
