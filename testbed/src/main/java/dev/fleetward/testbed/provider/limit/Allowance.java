package dev.fleetward.testbed.provider.limit;

/// A limit per minute. Confined to its provider's event loop.
///
/// What is larger than all that there can be waits until all of it is there.
sealed interface Allowance {
    double NANOS_PER_MINUTE = 60e9;

    /// 0 for no limit.
    long perMinute();

    default boolean limited() {
        return perMinute() > 0;
    }

    /// Nanoseconds until `cost` fits; 0 if it fits now.
    long waitNanos(double cost, long nowNanos);

    /// Takes, or gives back what is negative.
    void take(double cost, long nowNanos);

    /// What is left; negative after calls that cost more than was known when they came in.
    double left(long nowNanos);

    /// The most that can be left.
    double most();

    /// Nanoseconds until all of it is left.
    long resetNanos(long nowNanos);

    default long remaining(long nowNanos) {
        return (long) Math.max(0, left(nowNanos) + Bucket.ROUNDING);
    }

    /// A token bucket that refills continuously.
    final class Bucket implements Allowance {
        /// More than the rounding of what was added up over a long time, less than a token.
        static final double ROUNDING = 1e-3;

        private final long perMinute;
        private final double windowNanos;
        private double rate;
        private double level;
        private long filledNanos;

        /// @param windowNanos the time that fills it
        Bucket(long perMinute, long windowNanos, long nowNanos) {
            this.perMinute = perMinute;
            this.windowNanos = windowNanos;
            this.rate = perMinute;
            this.level = most();
            this.filledNanos = nowNanos;
        }

        @Override
        public long perMinute() {
            return perMinute;
        }

        @Override
        public double most() {
            return perMinute == 0 ? 0 : Math.max(1, rate * windowNanos / NANOS_PER_MINUTE);
        }

        /// From now on only a part of the limit is given.
        void give(double part, long nowNanos) {
            fill(nowNanos);
            rate = perMinute * part;
            level = Math.min(level, most());
        }

        private void fill(long nowNanos) {
            level = Math.min(most(), level + (nowNanos - filledNanos) / NANOS_PER_MINUTE * rate);
            filledNanos = nowNanos;
        }

        @Override
        public long waitNanos(double cost, long nowNanos) {
            if (!limited()) {
                return 0;
            }
            double missing = Math.min(cost, most()) - left(nowNanos);
            return missing <= ROUNDING ? 0 : (long) Math.ceil(missing / rate * NANOS_PER_MINUTE);
        }

        @Override
        public void take(double cost, long nowNanos) {
            if (limited()) {
                fill(nowNanos);
                level = Math.min(most(), level - cost);
            }
        }

        @Override
        public double left(long nowNanos) {
            fill(nowNanos);
            return level;
        }

        @Override
        public long resetNanos(long nowNanos) {
            double missing = most() - left(nowNanos);
            return (long) Math.max(0, missing / rate * NANOS_PER_MINUTE);
        }
    }

    /// A count that is reset when a window ends; windows follow each other from the start.
    final class Window implements Allowance {
        private final long perMinute;
        private final long windowNanos;
        private final long origin;
        private long window;
        private double taken;

        Window(long perMinute, long windowNanos, long nowNanos) {
            this.perMinute = perMinute;
            this.windowNanos = windowNanos;
            this.origin = nowNanos;
        }

        @Override
        public long perMinute() {
            return perMinute;
        }

        @Override
        public double most() {
            return perMinute == 0
                    ? 0
                    : Math.max(1, Math.floor(perMinute * (windowNanos / NANOS_PER_MINUTE)));
        }

        private void turn(long nowNanos) {
            long current = Math.floorDiv(nowNanos - origin, windowNanos);
            if (current != window) {
                window = current;
                taken = 0;
            }
        }

        @Override
        public long waitNanos(double cost, long nowNanos) {
            if (!limited() || Math.min(cost, most()) <= left(nowNanos)) {
                return 0;
            }
            return resetNanos(nowNanos);
        }

        /// A count knows no giving back.
        @Override
        public void take(double cost, long nowNanos) {
            turn(nowNanos);
            taken += Math.max(0, cost);
        }

        @Override
        public double left(long nowNanos) {
            turn(nowNanos);
            return most() - taken;
        }

        @Override
        public long resetNanos(long nowNanos) {
            turn(nowNanos);
            return (window + 1) * windowNanos - (nowNanos - origin);
        }
    }
}
