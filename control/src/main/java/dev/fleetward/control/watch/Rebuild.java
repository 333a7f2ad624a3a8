package dev.fleetward.control.watch;

import dev.fleetward.control.ledger.History;
import dev.fleetward.control.ledger.History.Limits;
import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.core.objective.Complained;
import dev.fleetward.core.objective.Counts;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.objective.Measure;
import dev.fleetward.core.objective.ObjectiveBook;
import dev.fleetward.core.objective.ServiceLevel;
import dev.fleetward.core.objective.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes of the ledger's table and of what users complained of the book that a watch would have
/// that had seen all of it: the same counts, and for the last day the same alarms, looked at minute
/// by minute. Confined.
final class Rebuild {
    private static final Duration PERIOD = Duration.ofDays(30);

    /// How far back alarms are followed; one that is older is taken to have begun then.
    private static final Duration FOLLOWED = Duration.ofDays(1);

    /// The longest window that is looked at by the minute.
    private static final Duration BY_MINUTE = Duration.ofHours(6);

    private static final long MINUTE = 60_000_000L;

    private final ObjectiveBook book;
    private final List<Complained> complained;
    private final long nowMicros;
    private final Map<Holder, List<ServiceLevel>> byHolder = new HashMap<>();

    private Rebuild(List<ServiceLevel> levels, List<Complained> complained, long nowMicros) {
        this.book = new ObjectiveBook(levels);
        this.complained =
                complained.stream()
                        .sorted(Comparator.comparingLong(Complained::endedMicros))
                        .toList();
        this.nowMicros = nowMicros;
        levels.forEach(level ->
                byHolder.computeIfAbsent(level.holder(), _ -> new ArrayList<>()).add(level));
    }

    /// @param complained in any order
    static ObjectiveBook of(
            History history, List<ServiceLevel> levels, List<Complained> complained, long nowMicros)
            throws QueryRefused {
        Rebuild rebuild = new Rebuild(levels, complained, nowMicros);
        for (Kind kind : Kind.values()) {
            rebuild.read(history, kind);
        }
        return rebuild.book;
    }

    private void read(History history, Kind kind) throws QueryRefused {
        Instant now = Instant.EPOCH.plus(nowMicros, ChronoUnit.MICROS);
        Followed followed = new Followed(kind, nowMicros - FOLLOWED.toNanos() / 1_000);
        history.promises(
                kind,
                limits(kind),
                now.minus(PERIOD),
                now.minus(FOLLOWED).minus(BY_MINUTE),
                row -> {
                    long at = Math.min(row.minute() * MINUTE, nowMicros);
                    followed.until(at);
                    count(kind, row, at);
                });
        followed.until(nowMicros);
        followed.hear(nowMicros);
        book.evaluate(kind, nowMicros);
    }

    /// Sets the alarms of one kind at the end of each minute.
    private final class Followed {
        private final Kind kind;
        private long minute;
        private int heard;

        Followed(Kind kind, long fromMicros) {
            this.kind = kind;
            this.minute = Math.floorDiv(fromMicros, MINUTE);
        }

        void until(long micros) {
            for (; (minute + 1) * MINUTE <= micros; minute++) {
                hear((minute + 1) * MINUTE - 1);
                book.evaluate(kind, (minute + 1) * MINUTE - 1);
            }
        }

        /// Counts the complaints of calls that had ended by then, and of all by now.
        void hear(long micros) {
            while (heard < complained.size()
                    && (micros == nowMicros || complained.get(heard).endedMicros() <= micros)) {
                book.complained(kind, complained.get(heard++), micros);
            }
        }
    }

    private Map<String, Limits> limits(Kind kind) {
        Map<String, Limits> limits = new HashMap<>();
        byHolder.forEach((holder, levels) -> {
            if (holder.kind() == kind) {
                limits.put(
                        holder.name(),
                        new Limits(
                                limit(levels, Measure.FIRST_TOKEN),
                                limit(levels, Measure.INTER_TOKEN),
                                limit(levels, Measure.TOTAL)));
            }
        });
        return limits;
    }

    private static long limit(List<ServiceLevel> levels, Measure measure) {
        return levels.stream()
                .filter(level -> level.measure() == measure)
                .mapToLong(ServiceLevel::limitNanos)
                .findFirst()
                .orElse(0);
    }

    private void count(Kind kind, History.Row row, long atMicros) {
        Verdict success = Verdict.of(kind, row.ending(), row.failure(), row.flaw());
        for (ServiceLevel level : byHolder.getOrDefault(new Holder(kind, row.name()), List.of())) {
            Verdict verdict =
                    level.measure() == Measure.SUCCESS
                            ? success
                            : Verdict.ofTime(success, late(level.measure(), row));
            if (verdict != Verdict.NOT_COUNTED) {
                long bad = verdict == Verdict.BAD ? row.events() : 0;
                book.add(level, atMicros, new Counts(row.events(), bad), atMicros);
            }
        }
    }

    private static @Nullable Boolean late(Measure measure, History.Row row) {
        return switch (measure) {
            case SUCCESS -> null;
            case FIRST_TOKEN -> row.lateFirstToken();
            case INTER_TOKEN -> row.lateInterToken();
            case TOTAL -> row.lateTotal();
        };
    }
}
