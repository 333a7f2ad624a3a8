package dev.fleetward.app.view;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Timing;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Sums over attempts. Thread-safe; a reading may see one attempt's parts apart.
final class Sums {
    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(1);
    private static final int DIGITS = 2;

    private final LongAdder calls = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder aborted = new LongAdder();
    private final LongAdder input = new LongAdder();
    private final LongAdder output = new LongAdder();
    private final LongAdder cost = new LongAdder();
    private final LongAdder unpriced = new LongAdder();
    private final Histogram firstToken = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);
    private final Histogram wait = new ConcurrentHistogram(LONGEST_MICROS, DIGITS);

    /// Tokens and money: every attempt's count.
    void use(CallEvent closed) {
        input.add(closed.usage().totalInput());
        output.add(closed.usage().totalOutput());
        if (closed.charge().costNanos() == Charge.UNKNOWN_COST) {
            if (closed.attempt() > 0) {
                unpriced.increment();
            }
        } else {
            cost.add(closed.charge().costNanos());
        }
    }

    /// How it ended.
    void end(CallEvent closed) {
        calls.increment();
        switch (closed.outcome().ending()) {
            case SUCCEEDED -> succeeded.increment();
            case FAILED, UNKNOWN -> failed.increment();
            case REFUSED -> refused.increment();
            case ABORTED -> aborted.increment();
            case OPEN -> throw new IllegalArgumentException("not closed: " + closed.call());
        }
        Timing timing = closed.timing();
        if (timing.firstToken() >= 0) {
            record(firstToken, timing.firstToken());
        }
        if (timing.queued() >= 0) {
            record(wait, timing.queued());
        }
    }

    private static void record(Histogram histogram, long nanos) {
        long micros = TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
        histogram.recordValue(Math.min(LONGEST_MICROS, micros));
    }

    Line line(String name) {
        return new Line(
                name,
                calls.sum(),
                succeeded.sum(),
                failed.sum(),
                refused.sum(),
                aborted.sum(),
                input.sum(),
                output.sum(),
                cost.sum(),
                unpriced.sum(),
                percentile(firstToken, 50),
                percentile(firstToken, 95),
                percentile(wait, 95));
    }

    private static long percentile(Histogram histogram, double percent) {
        return histogram.getTotalCount() == 0
                ? -1
                : TimeUnit.MICROSECONDS.toNanos(histogram.getValueAtPercentile(percent));
    }
}
