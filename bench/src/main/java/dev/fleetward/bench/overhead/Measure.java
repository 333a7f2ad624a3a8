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
    START_UP("first served call after start", "s", Goal.atMost(1.5)),
    INTAKE("events the ledger takes", "1/s", Goal.atLeast(50_000));

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

    boolean lessIsBetter() {
        return this != RATE_32 && this != INTAKE;
    }

    Goal goal() {
        return goal;
    }

    /// What the gateway should reach. Immutable.
    ///
    /// @param limit in the measure's unit, or as a multiple of nginx's reading; NaN where there is
    ///   no goal
    record Goal(double limit, Kind kind) {
        enum Kind {
            AT_MOST,
            AT_LEAST,
            AT_MOST_TIMES_NGINX
        }

        static Goal none() {
            return new Goal(Double.NaN, Kind.AT_MOST);
        }

        static Goal ratio(double limit) {
            return new Goal(limit, Kind.AT_MOST_TIMES_NGINX);
        }

        static Goal atMost(double limit) {
            return new Goal(limit, Kind.AT_MOST);
        }

        static Goal atLeast(double limit) {
            return new Goal(limit, Kind.AT_LEAST);
        }

        boolean isSet() {
            return !Double.isNaN(limit);
        }

        boolean relative() {
            return kind == Kind.AT_MOST_TIMES_NGINX;
        }

        boolean isMet(double gateway, double nginx) {
            return switch (kind) {
                case AT_MOST -> gateway <= limit;
                case AT_LEAST -> gateway >= limit;
                case AT_MOST_TIMES_NGINX -> gateway <= limit * nginx;
            };
        }
    }
}
