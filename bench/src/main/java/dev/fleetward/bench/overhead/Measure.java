package dev.fleetward.bench.overhead;

/// What is measured, and the goal for the gateway.
enum Measure {
    CPU_UNARY_1("CPU per unary call, 1 connection", "µs", Goal.none()),
    CPU_UNARY_32("CPU per unary call, 32 connections", "µs", Goal.ratio(3.0)),
    RATE_32("calls per second, 32 connections", "1/s", Goal.none()),
    CPU_CHUNK("CPU per streamed chunk, 200 streams", "µs", Goal.ratio(2.5)),
    ADDED_P50("added latency at half load, p50", "ms", Goal.atMost(0.2)),
    ADDED_P99("added latency at half load, p99", "ms", Goal.atMost(1.5)),
    RESIDENT("resident memory, 2,000 open streams", "MB", Goal.atMost(512)),
    START_UP("first served call after start", "s", Goal.atMost(1.5));

    private final String title;
    private final String unit;

    // Error Prone wants its own annotation; a record of primitives is immutable without it.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Goal goal;

    Measure(String title, String unit, Goal goal) {
        this.title = title;
        this.unit = unit;
        this.goal = goal;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    Goal goal() {
        return goal;
    }

    /// What the gateway should reach. Immutable.
    ///
    /// @param limit the most that is good, or NaN where there is no goal
    /// @param relative whether the limit is a multiple of nginx's reading
    record Goal(double limit, boolean relative) {
        static Goal none() {
            return new Goal(Double.NaN, false);
        }

        static Goal ratio(double limit) {
            return new Goal(limit, true);
        }

        static Goal atMost(double limit) {
            return new Goal(limit, false);
        }

        boolean isSet() {
            return !Double.isNaN(limit);
        }

        boolean isMet(double gateway, double nginx) {
            return gateway <= (relative ? limit * nginx : limit);
        }
    }
}
