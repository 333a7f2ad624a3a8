package dev.fleetward.control.season;

import dev.fleetward.control.ledger.History;
import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.control.ledger.SeasonPlace;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.Verdict;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileBook;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.slow.Cohort;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Makes of the ledger's table the book that a watch would have that had seen the last six weeks.
/// Values are within 1% of those that it would have taken one by one, and prefill is predicted for
/// all of them by what is known of prompts in the end. What the last two days are held against is
/// the past as it was then. Confined.
final class Rebuild {
    static final Duration PERIOD = Duration.ofDays(42);

    /// How far back prompts are looked at, and how many of a size.
    private static final Duration PROMPTS = Duration.ofDays(7);

    private static final int PROMPTS_OF_A_SIZE = 200;
    private static final long HOUR = 3_600_000_000L;

    private final SeasonBook book = new SeasonBook();
    private final long nowMicros;

    /// Those of the last two days, in the order of their time.
    private final Deque<Slot> slots = new ArrayDeque<>();

    private final Set<String> endpoints = new HashSet<>();
    private long hour = Long.MIN_VALUE;
    private long comparedHour = Long.MIN_VALUE;

    private record Slot(
            long wallMicros,
            Cohort cohort,
            double promptTokens,
            double uncachedTokens,
            double logFirstToken,
            long calls) {}

    private Rebuild(long nowMicros) {
        this.nowMicros = nowMicros;
    }

    static SeasonBook of(History history, long nowMicros) throws QueryRefused {
        return new Rebuild(nowMicros).read(history);
    }

    private SeasonBook read(History history) throws QueryRefused {
        Instant now = Instant.EPOCH.plus(nowMicros, ChronoUnit.MICROS);
        history.prompts(
                now.minus(PROMPTS),
                PROMPTS_OF_A_SIZE,
                (endpoint, uncached, nanos) -> {
                    book.prefill().observe(endpoint, uncached, nanos);
                    endpoints.add(endpoint);
                });
        history.slots(
                now.minus(RecentCells.KEPT_MICROS, ChronoUnit.MICROS),
                (wall, cohort, tokens, uncached, log, calls) ->
                        slots.add(new Slot(wall, cohort, tokens, uncached, log, calls)));
        Instant from = now.minus(PERIOD);
        history.endings(
                from,
                (place, ending, failure, flaw, calls) -> {
                    Verdict verdict = Verdict.of(Holder.Kind.ENDPOINT, ending, failure, flaw);
                    if (verdict != Verdict.NOT_COUNTED) {
                        record(place, Measure.FAILURES, verdict == Verdict.BAD ? 1 : 0, calls);
                    }
                });
        history.times(
                from,
                curves(),
                (place, gap, nanos, calls) -> {
                    if (place.hourMicros() != hour) {
                        hour = place.hourMicros();
                        begin(hour);
                    }
                    record(
                            place,
                            gap ? Measure.INTER_TOKEN : Measure.FIRST_TOKEN_LESS_PREFILL,
                            nanos,
                            calls);
                });
        begin(Long.MAX_VALUE / 2);
        book.closeHours(nowMicros);
        return book;
    }

    /// Before an hour's values are recorded, its slots are held against the hours before it.
    private void begin(long hourMicros) {
        while (!slots.isEmpty() && slots.getFirst().wallMicros < hourMicros + HOUR) {
            Slot slot = slots.removeFirst();
            if (Math.floorDiv(slot.wallMicros, HOUR) != comparedHour) {
                comparedHour = Math.floorDiv(slot.wallMicros, HOUR);
                book.closeHours(slot.wallMicros + ProfileBook.GRACE_MICROS);
            }
            book.compare(
                    slot.wallMicros,
                    slot.cohort,
                    PromptSize.valueOf(slot.cohort.bucket().toUpperCase(Locale.ROOT)),
                    slot.promptTokens,
                    slot.uncachedTokens,
                    slot.logFirstToken,
                    slot.calls);
        }
    }

    private void record(SeasonPlace place, Measure measure, double value, long calls) {
        book.profiles()
                .record(
                        new ProfileKey(place.endpoint(), place.region(), place.size(), measure),
                        place.hourMicros(),
                        value,
                        calls);
    }

    private Map<String, double[]> curves() {
        Map<String, double[]> curves = new HashMap<>();
        for (String endpoint : endpoints) {
            double[] points = new double[History.PREFILL_POINTS];
            for (int i = 0; i < points.length; i++) {
                points[i] =
                        book.prefill()
                                .predictedNanos(endpoint, Math.round(64 * Math.pow(2, i / 4.0)));
            }
            curves.put(endpoint, points);
        }
        return curves;
    }
}
