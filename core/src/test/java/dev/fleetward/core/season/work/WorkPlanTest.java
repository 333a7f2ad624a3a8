package dev.fleetward.core.season.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.core.season.Deferral;
import dev.fleetward.core.season.DeferralPlan;
import dev.fleetward.core.season.SeasonPlan.Hour;
import dev.fleetward.core.season.SeasonPlan.Move;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import dev.fleetward.core.season.work.Coming.Moves;
import dev.fleetward.core.season.work.Coming.Part;
import dev.fleetward.core.season.work.Coming.Stays;
import dev.fleetward.core.season.work.Coming.Why;
import dev.fleetward.core.season.work.SeenHour.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Three weeks at a pool of 100,000 tokens an hour: people by a wave that is slow from 12 to 18,
/// and reports that come at 13.
class WorkPlanTest {
    private static final long HOUR = WorkHistory.HOUR;
    private static final long DAY = 24 * HOUR;

    /// A midnight in UTC.
    private static final long MIDNIGHT = 20_000 * DAY;

    private static final double CAPACITY = 100_000;
    private static final Deferral RULE = new Deferral(12 * HOUR, 0.1);

    private static double people(int hour) {
        return isSlow(hour) ? 60_000 : 30_000;
    }

    private static boolean isSlow(int hour) {
        return hour >= 12 && hour < 18;
    }

    private static double firstToken(double use) {
        return 100e6 + 40e6 * use / (1 - Math.min(use, 0.95));
    }

    private static SeenHour reports(long hour, double tokens, long deadline) {
        return reports(hour, tokens, deadline, Kind.WAITS);
    }

    private static SeenHour reports(long hour, double tokens, long deadline, Kind kind) {
        return new SeenHour(
                hour,
                "e",
                "reports",
                kind,
                new Use(tokens / 1_000, tokens * 0.8, tokens * 0.2, tokens / 100, tokens),
                0,
                0,
                deadline);
    }

    private static List<SeenHour> weeks(int days, Kind kind, long deadline) {
        List<SeenHour> seen = new ArrayList<>();
        for (int day = -days; day < 0; day++) {
            for (int hour = 0; hour < 24; hour++) {
                long at = MIDNIGHT + day * DAY + hour * HOUR;
                double tokens = people(hour);
                double batch = hour == 13 ? 20_000 : 0;
                seen.add(
                        new SeenHour(
                                at,
                                "e",
                                "chat",
                                Kind.INTERACTIVE,
                                new Use(
                                        tokens / 500,
                                        tokens * 0.8,
                                        tokens * 0.2,
                                        tokens / 100,
                                        tokens),
                                100,
                                100 * firstToken((tokens + batch) / CAPACITY),
                                0));
                if (batch > 0) {
                    seen.add(reports(at, batch, deadline, kind));
                }
            }
        }
        return seen;
    }

    private static Source source(boolean shared, Map<String, Deferral> rules) {
        List<Hour> hours = new ArrayList<>();
        for (int i = 0; i < WorkPlan.LOOKED_AT; i++) {
            long start = MIDNIGHT + i * HOUR;
            hours.add(new Hour(start, start + HOUR, isSlow(i % 24) ? 1.5 : 0.9));
        }
        return new Source(
                "pool p",
                Map.of(Limit.TOKENS, CAPACITY, Limit.CALLS, 1e6),
                shared,
                Map.of("e", new Outlook(shared, hours)),
                rules);
    }

    private static WorkPlan plan(Source source, List<SeenHour> seen, List<HeldHour> held) {
        return WorkPlan.of(source, WorkHistory.of(seen, held), MIDNIGHT, MIDNIGHT + HOUR / 2);
    }

    private static Coming only(WorkPlan plan) {
        List<Coming> today =
                plan.work().stream().filter(it -> it.hourMicros() < MIDNIGHT + DAY).toList();
        assertThat(today).hasSize(1);
        return today.getFirst();
    }

    @Test
    void movesTheReportsOutOfTheSlowHoursAndSaysWhatItWins() {
        WorkPlan plan =
                plan(source(true, Map.of("reports", RULE)), weeks(21, Kind.WAITS, DAY), List.of());
        assertThat(plan.weeks()).isEqualTo(3);
        assertThat(plan.unknownHours()).isZero();
        assertThat(plan.capacity()).isEqualTo(new Capacity(Limit.TOKENS, CAPACITY, true));
        Coming work = only(plan);
        assertThat(work.hourMicros()).isEqualTo(MIDNIGHT + 13 * HOUR);
        assertThat(work.use().tokens()).isCloseTo(20_000, within(1.0));
        assertThat(work.isMoved()).isTrue();
        List<Part> parts = ((Moves) work.fate()).parts();
        assertThat(parts.stream().mapToDouble(Part::share).sum()).isCloseTo(1, within(1e-9));
        assertThat(parts)
                .allMatch(part ->
                        part.startMicros() >= MIDNIGHT + 18 * HOUR
                                && part.startMicros() < MIDNIGHT + 25 * HOUR);
        DeferralPlan day = Objects.requireNonNull(plan.day());
        assertThat(day.hours()).hasSize(WorkPlan.HOURS);
        assertThat(day.atPeak().startMicros()).isEqualTo(MIDNIGHT + 13 * HOUR);
        assertThat(day.atPeak().useBefore()).isCloseTo(0.8, within(1e-3));
        assertThat(day.atPeak().useAfter()).isCloseTo(0.6, within(1e-3));
        assertThat(day.atPeak().firstTokenBeforeNanos())
                .isCloseTo(firstToken(0.8), within(0.1 * firstToken(0.8)));
        assertThat(day.atPeak().firstTokenAfterNanos())
                .isCloseTo(firstToken(0.6), within(0.1 * firstToken(0.6)));
        List<Move> moves =
                plan.moves().getOrDefault("e", Map.of()).getOrDefault("reports", List.of());
        assertThat(moves)
                .filteredOn(move -> move.fromMicros() == MIDNIGHT + 13 * HOUR)
                .hasSize(parts.size())
                .allMatch(move -> move.startMicros() > move.fromMicros());
    }

    private static Why why(WorkPlan plan) {
        return ((Stays) only(plan).fate()).why();
    }

    @Test
    void saysWhyWorkStays() {
        Map<String, Deferral> rules = Map.of("reports", RULE);
        List<SeenHour> seen = weeks(21, Kind.WAITS, DAY);
        assertThat(why(plan(source(true, Map.of()), seen, List.of()))).isEqualTo(Why.NO_RULE);
        assertThat(why(plan(source(false, rules), seen, List.of()))).isEqualTo(Why.NOBODY_GAINS);
        assertThat(why(plan(source(true, rules), weeks(21, Kind.WITHOUT_DEADLINE, 0), List.of())))
                .isEqualTo(Why.NO_DEADLINE);
        assertThat(why(plan(source(true, rules), weeks(21, Kind.WAITS, 4 * HOUR), List.of())))
                .isEqualTo(Why.OUT_OF_REACH);
        Source blind =
                new Source(
                        "pool p",
                        Map.of(Limit.TOKENS, CAPACITY),
                        true,
                        Map.of("e", new Outlook(true, List.of())),
                        rules);
        assertThat(why(plan(blind, seen, List.of()))).isEqualTo(Why.HOUR_UNKNOWN);
        List<SeenHour> early = new ArrayList<>(weeks(21, Kind.INTERACTIVE, 0));
        early.removeIf(it -> it.feature().equals("reports"));
        early.add(reports(MIDNIGHT - 7 * DAY + 3 * HOUR, 9_000, DAY));
        WorkPlan night = plan(source(true, rules), early, List.of());
        assertThat(why(night)).isEqualTo(Why.NOT_SLOW);
        assertThat(only(night).use().tokens())
                .as("of one week in three")
                .isCloseTo(3_000, within(1.0));
        assertThat(night.moves()).isEmpty();
    }

    @Test
    void saysWhatIsNotKnownInsteadOfANumber() {
        Source source = source(true, Map.of("reports", RULE));
        WorkPlan nothing = plan(source, List.of(), List.of());
        assertThat(nothing.day()).isNull();
        assertThat(nothing.work()).isEmpty();
        assertThat(nothing.unknownHours()).isEqualTo(WorkPlan.HOURS);
        WorkPlan twoDays = plan(source, weeks(2, Kind.WAITS, DAY), List.of());
        assertThat(twoDays.weeks()).isZero();
        assertThat(twoDays.unknownHours()).isZero();
        assertThat(only(twoDays).isMoved()).isTrue();
        List<SeenHour> deaf =
                weeks(21, Kind.WAITS, DAY).stream()
                        .map(it -> it.at(it.hourMicros(), it.use(), it.deadlineMicros()))
                        .toList();
        WorkPlan noFirstTokens = plan(source, deaf, List.of());
        assertThat(noFirstTokens.curve()).isNull();
        assertThat(noFirstTokens.rise()).isNull();
        Source unlimited =
                new Source("endpoint e", Map.of(), true, source.endpoints(), source.rules());
        assertThat(plan(unlimited, weeks(21, Kind.WAITS, DAY), List.of()).capacity())
                .isEqualTo(new Capacity(Limit.TOKENS, 80_000, false));
    }

    @Test
    void workWithLittleTimeKeepsNothingThatHasADayFromMoving() {
        List<SeenHour> seen = new ArrayList<>(weeks(21, Kind.WAITS, DAY));
        seen.addAll(
                weeks(21, Kind.WAITS, 3 * HOUR).stream()
                        .filter(it -> it.kind() == Kind.WAITS)
                        .toList());
        WorkPlan plan = plan(source(true, Map.of("reports", RULE)), seen, List.of());
        List<Coming> today =
                plan.work().stream().filter(it -> it.hourMicros() < MIDNIGHT + DAY).toList();
        assertThat(today).hasSize(2);
        assertThat(today.getFirst().fate()).isEqualTo(new Stays(Why.OUT_OF_REACH));
        assertThat(today.getLast().isMoved()).isTrue();
        assertThat(plan.moves().getOrDefault("e", Map.of()).getOrDefault("reports", List.of()))
                .isNotEmpty()
                .allMatch(move -> move.timeMicros() == Rooms.leastMicros(DAY));
    }

    @Test
    void workThatCameBackLaterCountsWhenItCame() {
        List<SeenHour> seen = new ArrayList<>();
        List<HeldHour> held = new ArrayList<>();
        for (SeenHour each : weeks(21, Kind.WAITS, DAY)) {
            if (each.kind() == Kind.WAITS) {
                long calls = Math.round(each.use().calls());
                held.add(new HeldHour(each.hourMicros(), "reports", calls, DAY));
                seen.add(each.at(each.hourMicros() + 7 * HOUR, each.use(), DAY - 7 * HOUR));
            } else {
                seen.add(each);
            }
        }
        Source source = source(true, Map.of("reports", RULE));
        Coming work = only(plan(source, seen, held));
        assertThat(work.hourMicros()).isEqualTo(MIDNIGHT + 13 * HOUR);
        assertThat(work.deadlineMicros()).isEqualTo(DAY);
        assertThat(work.isMoved()).isTrue();
        assertThat(why(plan(source, seen, List.of()))).isEqualTo(Why.NOT_SLOW);
    }

    @RepeatedTest(20)
    void keepsEveryDeadlineAndPutsNothingIntoASlowHour(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        List<SeenHour> seen = new ArrayList<>(weeks(21, Kind.INTERACTIVE, 0));
        for (int i = 0; i < 300; i++) {
            seen.add(
                    new SeenHour(
                            MIDNIGHT - 1 - random.nextLong(21 * DAY) / HOUR * HOUR,
                            "e",
                            "f" + random.nextInt(3),
                            Kind.WAITS,
                            new Use(1, random.nextInt(20_000), 10, 1, 1),
                            0,
                            0,
                            1 + random.nextLong(DAY)));
        }
        seen.replaceAll(it ->
                new SeenHour(
                        Math.floorDiv(it.hourMicros(), HOUR) * HOUR,
                        it.endpoint(),
                        it.feature(),
                        it.kind(),
                        it.use(),
                        it.answers(),
                        it.firstTokenNanos(),
                        it.deadlineMicros()));
        Deferral rule = new Deferral(1 + random.nextLong(DAY), 0.1);
        Source source = source(true, Map.of("f0", rule, "f1", RULE));
        WorkPlan plan = plan(source, seen, List.of());
        assertThat(plan.work()).isNotEmpty();
        for (Coming each : plan.work()) {
            if (each.fate() instanceof Moves(List<Part> parts)) {
                Deferral of = Objects.requireNonNull(source.rules().get(each.feature()));
                assertThat(parts.stream().mapToDouble(Part::share).sum())
                        .isCloseTo(1, within(1e-9));
                for (Part part : parts) {
                    long held = part.startMicros() - each.hourMicros();
                    assertThat(held)
                            .as("%s, seed %d", each, run.getCurrentRepetition())
                            .isBetween(0L, Math.min(of.withinMicros(), each.deadlineMicros() / 2));
                    int hour = (int) ((part.startMicros() - MIDNIGHT) / HOUR) % 24;
                    assertThat(held == 0 || !isSlow(hour)).isTrue();
                }
            }
        }
    }
}
