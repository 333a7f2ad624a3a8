package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.events.SeasonCalls;
import dev.fleetward.app.fleet.TestFleet;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.record.SegmentLogs;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A node with three weeks in its ledger, over real sockets, on a Monday at five past two in the
/// afternoon, UTC: its endpoint is slow from two to six, when a batch runs beside people; from six
/// to nine people are many, and it is not slow.
class SeasonsPlanVerbTest {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long HOUR = 3_600_000_000L;
    private static final Instant NOW = Instant.parse("2026-11-16T14:05:00Z");
    private static final long THIS_HOUR =
            ChronoUnit.MICROS.between(Instant.EPOCH, NOW.truncatedTo(ChronoUnit.HOURS));
    private static final int WEEKS = 3;
    private static final long TOKENS = 12_000;
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();

    /// Goes on from [#NOW], so that no hour ends while the test runs.
    private static final Clock CLOCK =
            new Clock() {
                private final long start = System.nanoTime();

                @Override
                public long nanos() {
                    return System.nanoTime();
                }

                @Override
                public long wallMicros() {
                    return ChronoUnit.MICROS.between(Instant.EPOCH, NOW)
                            + (System.nanoTime() - start) / 1_000;
                }
            };

    private static TestFleet fleet;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(SeasonsPlanVerbTest::configuration, CLOCK);
        fleet.restart(SeasonsPlanVerbTest::remember);
        fleet.awaitLedger();
        // So that all of it is in the table when the node starts.
        fleet.restart();
        fleet.node().announce(null, List.of());
        shell = new Shell(fleet.folder());
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static String configuration(String standard) {
        return standard.replace(
                        "requestsPerMinute: 10M, inputTokensPerMinute: 1000M, outputTokensPerMinute:"
                                + " 1000M, concurrent: 100k",
                        "tokensPerMinute: 10k")
                .replace(
                        "tester: { owner: platform, class: standard,",
                        "chat: { owner: platform, class: interactive, tier: 1 }\n  tester: { owner:"
                                + " platform, class: batch, defer: { within: 8h },");
    }

    private static void remember() throws Exception {
        SegmentLogs logs =
                SegmentLogs.open(
                        fleet.folder().resolve("data/events"),
                        1,
                        1 << 20,
                        200,
                        Duration.ofMillis(20),
                        CLOCK);
        assertThat(logs.awaitReady(Duration.ofSeconds(30))).isTrue();
        EventSink sink = logs.sink(0);
        Random random = new Random(5);
        long number = 0;
        for (long hour = THIS_HOUR - WEEKS * 168 * HOUR; hour < THIS_HOUR; hour += HOUR) {
            int of = Math.toIntExact(hour / HOUR % 24);
            boolean slow = of >= 14 && of < 18;
            int people = slow ? 28 : of >= 18 && of < 21 ? 24 : 14;
            int batch = slow ? 10 : 0;
            for (int i = 0; i < people + batch; i++) {
                double millis = (slow ? 400 : 200) * Math.exp(0.1 * random.nextGaussian());
                SeasonCalls.record(
                        sink,
                        ++number,
                        i < people ? "chat" : "tester",
                        i < people ? CallClass.INTERACTIVE : CallClass.BATCH,
                        i < people ? -1 : DAY_NANOS,
                        "openai-a",
                        "us",
                        hour + i * (HOUR / 60),
                        millis,
                        TOKENS);
            }
        }
        logs.stop();
    }

    private static JsonNode plan() throws Exception {
        long since = System.nanoTime();
        while (true) {
            JsonNode answer = fleet.admin("/v1/seasons/plan?endpoint=openai-a");
            if (answer.at("/state/known").asBoolean()) {
                return answer;
            }
            assertThat(System.nanoTime() - since).isLessThan(PATIENCE_NANOS);
            Thread.sleep(50);
        }
    }

    private static HttpResponse<String> ask(String job) throws Exception {
        return fleet.send(
                fleet.post(
                                "/v1/chat/completions",
                                "{\"model\":\"openai-a\",\"max_tokens\":5,\"messages\":[{\"role\":"
                                        + "\"user\",\"content\":\"hi [[output=5]]\"}]}")
                        .header("fleetward-deadline-ms", "86400000")
                        .header("fleetward-job", job)
                        .build());
    }

    @Test
    void whatIsHeldComesBackInThePlannedHours() throws Exception {
        JsonNode work = plan().at("/sources/0/work/0");
        assertThat(work.path("feature").asString("")).isEqualTo("tester");
        assertThat(work.path("begins").asString("")).isEqualTo("2026-11-16T14:00:00Z");
        assertThat(work.path("fate").asString("")).as(work.toPrettyString()).isEqualTo("moves");
        Set<Instant> planned = new HashSet<>();
        work.path("parts")
                .forEach(part -> planned.add(Instant.parse(part.path("begins").asString(""))));
        assertThat(planned).isNotEmpty().doesNotContain(Instant.parse("2026-11-16T18:00:00Z"));
        long since = System.nanoTime();
        List<Instant> hours = comeBack();
        while (!planned.containsAll(hours)) {
            assertThat(System.nanoTime() - since)
                    .as("%s, planned %s", hours, planned)
                    .isLessThan(PATIENCE_NANOS);
            Thread.sleep(200);
            hours = comeBack();
        }
    }

    /// In which hours calls of twenty jobs are told to come back; without a plan, some of them at
    /// six.
    private static List<Instant> comeBack() throws Exception {
        List<Instant> hours = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            HttpResponse<String> answer = ask("job-" + i);
            Instant now = Instant.EPOCH.plus(CLOCK.wallMicros(), ChronoUnit.MICROS);
            if (answer.statusCode() == 429 && answer.body().contains("slower at this hour")) {
                long seconds = answer.headers().firstValueAsLong("retry-after").orElseThrow();
                // It is rounded up by a second at most, and time went by since.
                hours.add(now.plusSeconds(seconds - 2).truncatedTo(ChronoUnit.HOURS));
            } else {
                return List.of(Instant.EPOCH);
            }
        }
        return hours;
    }

    @Test
    void printsWhatMovesWhenAndWhatItWins() throws Exception {
        plan();
        Shell.Ended ended =
                shell.run(
                        "seasons",
                        "plan",
                        "--data",
                        "data",
                        "--endpoint",
                        "openai-a",
                        "--zone",
                        "UTC");
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains(
                        "pool wide: 600k tokens an hour; from 22 days of calls, 3 weeks of each hour",
                        "Every deadline is kept.",
                        "First token of interactive calls: ",
                        "moves",
                        "Mon 14:00",
                        "Tue 14:00");
        JsonNode json =
                new JsonMapper()
                        .readTree(
                                shell.run(
                                                "seasons",
                                                "plan",
                                                "--data",
                                                "data",
                                                "--feature",
                                                "chat",
                                                "--json")
                                        .out());
        assertThat(json.at("/sources/0/work")).isEmpty();
        assertThat(json.at("/sources/0/wins/peak/firstTokenAfter").asDouble())
                .isLessThan(json.at("/sources/0/wins/peak/firstTokenBefore").asDouble() * 0.9);
    }

    @Test
    void refusesWhatIsNoFeatureAndNoDay() {
        Shell.Ended unknown = shell.run("seasons", "plan", "--data", "data", "--feature", "nobody");
        assertThat(unknown.exitCode()).isNotZero();
        assertThat(unknown.err()).contains("no feature is called \"nobody\"", "chat");
        assertThat(shell.run("seasons", "plan", "--data", "data", "--day", "someday").err())
                .contains("tomorrow, mon to sun");
    }
}
