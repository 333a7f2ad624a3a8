package dev.fleetward.app.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.control.season.SeasonWatch;
import dev.fleetward.control.season.SlowAlerts;
import dev.fleetward.control.season.SlowAnswer;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.season.Baseline;
import dev.fleetward.core.season.Depth;
import dev.fleetward.core.season.HourOfWeek;
import dev.fleetward.core.season.Measure;
import dev.fleetward.core.season.ProfileKey;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.slow.Mark;
import dev.fleetward.core.season.slow.Scope;
import dev.fleetward.core.season.slow.SlowVerdict;
import dev.fleetward.core.season.slow.Unjudged;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.record.SegmentLogs;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The memory by hour of the week over a real log and a real ledger, with the wall clock standing
/// still on a Monday at a quarter past two in the afternoon, UTC.
class SeasonWatchTest {
    private static final long PATIENCE_SECONDS = 30;
    private static final long WALL = 1_790_000_123_456_789L;
    private static final long HOUR = 3_600_000_000L;
    private static final long SLOT = 300_000_000L;
    private static final long THIS_HOUR = Math.floorDiv(WALL, HOUR) * HOUR;
    private static final ProfileKey NORTH =
            new ProfileKey("north", "eu", PromptSize.SMALL, Measure.FIRST_TOKEN_LESS_PREFILL);
    private static final ProfileKey NORTH_FAILURES =
            new ProfileKey("north", "eu", PromptSize.SMALL, Measure.FAILURES);

    @TempDir Path data;

    /// Each process has a time of its own, a millisecond apart: its log is named by it.
    private final AtomicInteger starts = new AtomicInteger();

    private final Clock clock =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMicros() {
                    return WALL + starts.get() * 1_000L;
                }
            };
    private final Random random = new Random(11);
    private long recorded;

    private SegmentLogs logs;
    private EventSink sink;
    private Ledger ledger;
    private SeasonWatch seasons;

    @BeforeEach
    void start() throws Exception {
        starts.incrementAndGet();
        logs =
                SegmentLogs.open(
                        data.resolve("events"), 1, 1 << 20, 200, Duration.ofMillis(20), clock);
        assertThat(logs.awaitReady(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        sink = logs.sink(0);
        ledger = Ledger.start(data, logs.epoch(), clock, LedgerSettings.DEFAULT);
        seasons = SeasonWatch.start(ledger, clock);
        await("the past is read", this::known);
    }

    @AfterEach
    void stop() throws Exception {
        seasons.close();
        logs.stop();
        ledger.stop();
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    private boolean known() {
        assertThat(String.valueOf(seasons.state().trouble())).doesNotContain("could not be read");
        return seasons.state().known();
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000;
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private void awaitTaken() throws InterruptedException {
        await("all is taken", () -> ledger.status().eventsTaken() >= recorded);
        await("it is remembered", this::known);
    }

    private void call(String endpoint, long wallMicros, double millis, long tokens) {
        call("chat", endpoint, wallMicros, millis, tokens);
    }

    private void call(
            String feature, String endpoint, long wallMicros, double millis, long tokens) {
        SeasonCalls.record(sink, ++recorded, feature, endpoint, wallMicros, millis, tokens);
    }

    /// Three weeks before this hour, slower by day than by night.
    private void weeks(int callsPerHour) {
        for (long hour = THIS_HOUR - 3 * 168 * HOUR; hour < THIS_HOUR; hour += HOUR) {
            for (int i = 0; i < callsPerHour; i++) {
                long at = hour + i * HOUR / callsPerHour;
                call("north", at, noisy(wave(at)), 100);
                call("south", at, noisy(wave(at)), 100);
            }
        }
    }

    private static double wave(long wallMicros) {
        int hour = HourOfWeek.at(wallMicros).hourOfDay();
        return hour >= 12 && hour < 20 ? 300 : 200;
    }

    private double noisy(double millis) {
        return millis * Math.exp(0.2 * random.nextGaussian());
    }

    @Test
    void knowsTheSameAfterARestartAsWithoutOne() throws Exception {
        weeks(3);
        SeasonCalls.fail(sink, ++recorded, "north", THIS_HOUR - 2 * HOUR);
        awaitTaken();
        List<Baseline> live = seasons.week(NORTH);
        List<Baseline> failures = seasons.week(NORTH_FAILURES);
        assertThat(live).hasSize(HourOfWeek.COUNT);
        restart();
        assertSame(seasons.week(NORTH), live);
        assertSame(seasons.week(NORTH_FAILURES), failures);
        assertThat(seasons.week(NORTH).getFirst().hour().hourOfDay()).isEqualTo(14);
        assertThat(seasons.week(NORTH).getFirst().depth()).isNotEqualTo(Depth.HOUR_OF_WEEK);
    }

    private static void assertSame(List<Baseline> after, List<Baseline> before) {
        assertThat(after).hasSameSizeAs(before);
        for (int i = 0; i < after.size(); i++) {
            Baseline one = after.get(i);
            Baseline other = before.get(i);
            assertThat(one.median()).isCloseTo(other.median(), within(other.median() * 0.011));
            assertThat(one.n()).isCloseTo(other.n(), within(1e-3 * other.n() + 1e-6));
            assertThat(one.depth()).isEqualTo(other.depth());
        }
    }

    @Test
    void theReadingOfThePromptIsTakenOut() throws Exception {
        for (long at = THIS_HOUR - 100 * HOUR; at < THIS_HOUR; at += HOUR / 20) {
            long tokens = random.nextInt(1_500, 7_500);
            call("north", at, noisy(200) + 0.1 * tokens, tokens);
            call("north", at, noisy(200), 40);
        }
        awaitTaken();
        restart();
        ProfileKey medium =
                new ProfileKey("north", "eu", PromptSize.MEDIUM, Measure.FIRST_TOKEN_LESS_PREFILL);
        assertThat(seasons.week(medium)).isNotEmpty();
        assertThat(seasons.week(medium))
                .allSatisfy(usual -> assertThat(usual.median()).isBetween(160e6, 260e6));
    }

    @Test
    void tellsAProviderThatSlowedDownFromTheHourAndTheInnocentDeploy() throws Exception {
        weeks(6);
        long slow = THIS_HOUR - 6 * SLOT;
        for (long slot = THIS_HOUR - 40 * SLOT; slot + SLOT <= WALL; slot += SLOT) {
            for (int i = 0; i < 40; i++) {
                long at = slot + i * SLOT / 40;
                String feature = i % 2 == 0 ? "chat" : "mail";
                call(feature, "north", at, noisy(wave(at)) * (at >= slow ? 1.8 : 1), 100);
                call(feature, "south", at, noisy(wave(at)), 100);
            }
        }
        awaitTaken();
        Mark innocent = new Mark(Mark.Kind.DEPLOY, "colours", slow, Set.of("mail"));
        restart();
        SlowAnswer answer =
                seasons.slow(Scope.ALL, slow, ZoneOffset.UTC, List.of(innocent)).orElseThrow();
        SlowVerdict verdict = answer.verdict();
        assertThat(answer.firstTokenNanos()).isGreaterThan(answer.usualNanos() * 1.2);
        assertThat(verdict).as(verdict.words()).isInstanceOf(SlowVerdict.Theirs.class);
        assertThat(verdict.words())
                .startsWith("Theirs: provider north-provider")
                .contains("14:00 UTC is normally");
        SlowAlerts alerts =
                new SlowAlerts(
                        seasons, () -> WatchTest.fleetWithEndpoint("north"), List::of, clock);
        assertThat(alerts.alerts())
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.kind()).isEqualTo(Alert.Kind.SLOW);
                    assertThat(alert.severity()).isEqualTo(Severity.TICKET);
                    assertThat(alert.subject().endpoint()).isEqualTo("north");
                    assertThat(alert.words()).contains("normally", "at Mon 14:00 UTC");
                });
    }

    private SlowAlerts alerts(List<Alert> burns) {
        return new SlowAlerts(
                seasons, () -> WatchTest.fleetWithEndpoint("north"), () -> burns, clock);
    }

    private static Alert burn(String feature, Severity severity) {
        return new Alert(
                Alert.Kind.BURN, severity, Subject.ofFeature(feature), "it burns", WALL - HOUR);
    }

    @Test
    void aSlowEndpointPagesOnlyWhereAFeatureThatCallsItBurnsAtARateThatPages() throws Exception {
        weeks(6);
        for (long slot = THIS_HOUR - 4 * SLOT; slot + SLOT <= WALL; slot += SLOT) {
            for (int i = 0; i < 60; i++) {
                long at = slot + i * SLOT / 60;
                call("chat", "north", at, noisy(wave(at)) * 1.8, 100);
            }
        }
        awaitTaken();

        List<Alert> paged = alerts(List.of(burn("chat", Severity.PAGE))).alerts();

        assertThat(paged)
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.kind()).isEqualTo(Alert.Kind.SLOW);
                    assertThat(alert.severity()).isEqualTo(Severity.PAGE);
                    assertThat(alert.subject().endpoint()).isEqualTo("north");
                    assertThat(alert.words()).endsWith(", and chat burns its budget.");
                });
        for (Alert burn : List.of(burn("chat", Severity.TICKET), burn("nobody", Severity.PAGE))) {
            assertThat(alerts(List.of(burn)).alerts())
                    .as(burn.toString())
                    .singleElement()
                    .extracting(Alert::severity)
                    .isEqualTo(Severity.TICKET);
        }
        SlowAlerts both = alerts(List.of());
        assertThat(both.alerts().getFirst().severity()).isEqualTo(Severity.TICKET);
    }

    @Test
    void anEndpointWithoutHistoryIsLeftOutAndTheOthersAreJudged() throws Exception {
        weeks(6);
        // From 12:35 to 14:15; of `fresh` it is known from 13:00 on what is usual.
        for (long slot = THIS_HOUR - 17 * SLOT; slot + SLOT <= WALL; slot += SLOT) {
            for (int i = 0; i < 20; i++) {
                long at = slot + i * SLOT / 20;
                call("chat", "north", at, noisy(wave(at)), 100);
                call("chat", "fresh", at, noisy(5_000), 100);
            }
        }
        awaitTaken();
        restart();

        SlowAnswer sooner = timeOfDay(THIS_HOUR - 7 * SLOT);
        assertThat(sooner.usualNanos()).as("without the fresh one").isLessThan(400e6);
        assertThat(sooner.unjudged())
                .containsExactly(new Unjudged("fresh", 20 * 20, THIS_HOUR - HOUR));
        SlowAnswer later = timeOfDay(THIS_HOUR - 3 * SLOT);
        assertThat(later.usualNanos()).as("with it").isGreaterThan(400e6);
        assertThat(later.unjudged())
                .containsExactly(new Unjudged("fresh", 5 * 20, THIS_HOUR - HOUR));
        assertThat(
                        seasons.usual(
                                new ProfileKey(
                                        "never",
                                        "eu",
                                        PromptSize.SMALL,
                                        Measure.FIRST_TOKEN_LESS_PREFILL)))
                .isEmpty();
    }

    private SlowAnswer timeOfDay(long since) {
        SlowAnswer answer = seasons.slow(Scope.ALL, since, ZoneOffset.UTC, List.of()).orElseThrow();
        assertThat(answer.verdict())
                .as(answer.verdict().words())
                .isInstanceOf(SlowVerdict.TimeOfDay.class);
        return answer;
    }

    @Test
    void daysWithoutCallsTakeNothingAwayAndAreFilledFromOthers() throws Exception {
        for (long hour = THIS_HOUR - 3 * 168 * HOUR; hour < THIS_HOUR; hour += HOUR) {
            // Never on a Monday, and not at all in the second week.
            boolean missing =
                    HourOfWeek.at(hour).day() == DayOfWeek.MONDAY
                            || Math.ceilDiv(THIS_HOUR - hour, 168 * HOUR) == 2;
            for (int i = 0; i < 12 && !missing; i++) {
                call("north", hour + i * HOUR / 12, noisy(wave(hour)), 100);
            }
        }
        awaitTaken();
        restart();
        List<Baseline> week = seasons.week(NORTH);
        assertThat(week).hasSize(HourOfWeek.COUNT);
        assertThat(week)
                .filteredOn(usual -> usual.hour().day() == DayOfWeek.MONDAY)
                .hasSize(24)
                .allSatisfy(usual -> {
                    assertThat(usual.n()).isZero();
                    assertThat(usual.depth()).isNotEqualTo(Depth.HOUR_OF_WEEK);
                    assertThat(usual.median()).isBetween(150e6, 350e6);
                });
        Baseline now = seasons.usual(NORTH).orElseThrow();
        assertThat(now.hour().day()).isEqualTo(DayOfWeek.MONDAY);
        assertThat(now.median()).as("as on other days at this hour").isGreaterThan(240e6);
    }

    @Test
    void aClockThatGoesBackKeepsWhatIsKnown() throws Exception {
        weeks(6);
        awaitTaken();
        restart();
        recorded = 0; // A ledger counts what it took since it was opened.
        double median = seasons.usual(NORTH).orElseThrow().median();
        long back = WALL - (5 * 24 + 12) * HOUR;
        for (int i = 0; i < 40; i++) {
            call("north", back + i * 1_000, noisy(wave(back)), 100);
        }
        awaitTaken();
        assertThat(seasons.week(NORTH)).hasSize(HourOfWeek.COUNT);
        assertThat(seasons.usual(NORTH).orElseThrow().median())
                .isCloseTo(median, within(0.02 * median));
        restart();
        assertThat(seasons.usual(NORTH).orElseThrow().median())
                .isCloseTo(median, within(0.02 * median));
    }

    @Test
    void thinDataAreSaidToBeThin() throws Exception {
        call("north", WALL - SLOT, 200, 100);
        awaitTaken();
        SlowVerdict verdict =
                seasons.slow(new Scope("chat", null), WALL - HOUR, ZoneOffset.UTC, List.of())
                        .orElseThrow()
                        .verdict();
        assertThat(verdict).isInstanceOf(SlowVerdict.Unclear.class);
        assertThat(seasons.state().withoutHistory()).isEqualTo(1);
    }

    @Test
    void aClockThatJumpedOnceCostsNothingOfThePast() throws Exception {
        weeks(3);
        call("north", WALL + 400L * 24 * HOUR, 900, 100);
        awaitTaken();
        double before = seasons.weights().get(NORTH);
        assertThat(before).isPositive();
        restart();
        assertThat(seasons.forecast(NORTH).hours()).hasSize(24);
        assertThat(seasons.forecast(NORTH).hours())
                .allSatisfy(hour -> assertThat(hour.median()).isBetween(150e6, 400e6));
    }
}
