package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.events.Past;
import dev.fleetward.app.fleet.FarProvider;
import dev.fleetward.app.fleet.TestFleet;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `slow`, `deploy` and `seasons` as a person in the night would use them: a node that remembers
/// four weeks, real calls over real sockets to simulated providers, and a clock on which first
/// tokens take what the test says. Each test has a day of its own.
///
/// `openai-a` needs 200 ms and from 12 to 18 UTC 300, `openai-b` 300 ms from 6 to 12 and 200 later,
/// both 0.1 ms more for each token of the prompt.
class SlowVerbTest {
    private static final int WEEKS = 4;
    private static final int CALLS_PER_HOUR = 12;
    private static final int TOKENS = 1_500;
    private static final int SLOTS_BEFORE = 8;
    private static final int SLOTS_SINCE = 5;
    private static final int CALLS_PER_SLOT = 5;
    private static final Duration SLOT = Duration.ofMinutes(5);
    private static final Instant MONDAY = Instant.parse("2026-11-16T00:00:00Z");
    private static final List<String> KNOWN = List.of("openai-a", "openai-b");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Hands CLOCK = new Hands();
    private static final Random RANDOM = new Random(7);
    private static final Map<String, Double> SLOWER = new ConcurrentHashMap<>();
    private static final List<FarProvider> WAYS = new ArrayList<>();

    private static TestFleet fleet;
    private static Shell shell;

    /// Stands still but for what is let pass, and can be put ahead.
    private static final class Hands implements Clock {
        private final AtomicLong nanos = new AtomicLong(1_000_000_000L);
        private final AtomicLong wallMicros =
                new AtomicLong(ChronoUnit.MICROS.between(Instant.EPOCH, MONDAY));

        void pass(long more) {
            nanos.addAndGet(more);
            wallMicros.addAndGet(more / 1_000);
        }

        void moveTo(Instant ahead) {
            wallMicros.set(ChronoUnit.MICROS.between(Instant.EPOCH, ahead));
        }

        Instant now() {
            return Instant.EPOCH.plus(wallMicros(), ChronoUnit.MICROS);
        }

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public long wallMicros() {
            return wallMicros.get();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(SlowVerbTest::configuration, Profile.INSTANT, CLOCK);
        fleet.restart(() -> {
            CLOCK.pass(1_000_000_000L);
            Past.write(fleet.folder().resolve("data"), CLOCK, SlowVerbTest::weeks);
            CLOCK.pass(1_000_000_000L);
        });
        fleet.node().announce(null, List.of());
        shell = new Shell(fleet.folder(), CLOCK);
        await("the past is read", () -> admin("/v1/seasons").at("/state/known").asBoolean(false));
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        for (FarProvider way : WAYS) {
            way.close();
        }
    }

    @AfterEach
    void asUsual() {
        SLOWER.clear();
    }

    /// Every provider is far away, and both features may use every route.
    private static String configuration(String standard) {
        String yaml = standard;
        try {
            for (String name : List.of("openai-a", "openai-b", "anthropic-a")) {
                String url =
                        yaml.replaceFirst(
                                "(?s).*\n  "
                                        + name
                                        + ": \\{ dialect: \\w+, url: \"(http://[^/\"]+).*",
                                "$1");
                FarProvider way =
                        FarProvider.start(
                                java.net.URI.create(url),
                                body -> CLOCK.pass(firstToken(name, CLOCK.now(), words(body))));
                WAYS.add(way);
                yaml = yaml.replace("\"" + url, "\"" + way.url());
            }
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
        return yaml.replace(
                        "routes:\n",
                        "routes:\n  soonest: { strategy: fastest, endpoints: [openai-a, openai-b] }\n")
                .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "")
                .replace(", routes: [only-other]", "");
    }

    private static int words(String body) {
        return body.split(" ", -1).length;
    }

    /// In nanoseconds.
    private static long firstToken(String endpoint, Instant at, double tokens) {
        double noise = Math.exp(0.05 * RANDOM.nextGaussian());
        double slower = SLOWER.getOrDefault(endpoint, 1.0);
        return Math.round((usual(endpoint, at) * noise + 0.1 * tokens) * slower * 1e6);
    }

    private static double usual(String endpoint, Instant at) {
        int hour = at.atZone(ZoneOffset.UTC).getHour();
        boolean slow =
                endpoint.equals("openai-a") ? hour >= 12 && hour < 18 : hour >= 6 && hour < 12;
        return slow ? 300 : 200;
    }

    /// By day alone, so that it takes fewer calls.
    private static void weeks(Past.Calls calls) {
        Random random = new Random(11);
        for (int hour = -WEEKS * 168; hour < 0; hour++) {
            Instant at = MONDAY.plus(Duration.ofHours(hour));
            int ofDay = at.atZone(ZoneOffset.UTC).getHour();
            for (int i = 0; ofDay >= 6 && ofDay < 20 && i < CALLS_PER_HOUR * KNOWN.size(); i++) {
                Instant moment = at.plusSeconds(3_600L * i / (CALLS_PER_HOUR * KNOWN.size()));
                String endpoint = KNOWN.get(i % KNOWN.size());
                long tokens = random.nextLong(1_100, 6_000);
                calls.take(
                        i % 3 == 0 ? "other" : "tester",
                        endpoint,
                        "us",
                        ChronoUnit.MICROS.between(Instant.EPOCH, moment),
                        usual(endpoint, moment) * Math.exp(0.1 * random.nextGaussian())
                                + 0.1 * tokens,
                        tokens);
            }
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain until " + what);
            }
            Thread.sleep(20);
        }
    }

    private static JsonNode admin(String path) throws Exception {
        return fleet.admin(path);
    }

    /// The next day at that hour.
    private static Instant tomorrow(int hour) {
        ZonedDateTime now = CLOCK.now().atZone(ZoneOffset.UTC);
        Instant then = now.truncatedTo(ChronoUnit.DAYS).plusDays(1).plusHours(hour).toInstant();
        CLOCK.moveTo(then);
        return then;
    }

    /// The endpoint that served it.
    private static String call(String feature, String route, int tokens) throws Exception {
        String prompt = "word ".repeat(tokens - 1) + "[[output=2]]";
        HttpRequest request =
                fleet.post(
                                "/v1/chat/completions",
                                "{\"model\":\""
                                        + route
                                        + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
                                        + prompt
                                        + "\"}]}")
                        .setHeader("authorization", "Bearer " + fleet.key(feature))
                        .build();
        HttpResponse<String> answer = fleet.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers().firstValue("fleetward-endpoint").orElse("");
    }

    /// Calls of both features at both endpoints in the slots from `from` until `until`.
    private static void slots(Instant begin, int from, int until, int testersTokens)
            throws Exception {
        for (int slot = from; slot < until; slot++) {
            CLOCK.moveTo(begin.plus(SLOT.multipliedBy(slot)).plusSeconds(20));
            for (int i = 0; i < CALLS_PER_SLOT; i++) {
                for (String route : KNOWN) {
                    call("tester", route, testersTokens + i);
                    call("other", route, TOKENS + i);
                }
            }
        }
    }

    /// All calls are remembered, and it is known that nothing is missing.
    private static void settle() throws Exception {
        fleet.awaitLedger();
        await("nothing is missing", () -> admin("/v1/seasons").at("/state/trouble").isNull());
    }

    private static String clock(Instant begin, int slot) {
        return begin.plus(SLOT.multipliedBy(slot)).toString();
    }

    private static Shell.Ended run(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data", fleet.folder().resolve("data").toString()));
        return shell.run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.add("--json");
        return JsonMapper.shared().readTree(run(arguments.toArray(String[]::new)).out());
    }

    @Test
    void whereNothingChangedItIsTheHour() throws Exception {
        Instant begin = tomorrow(13);
        slots(begin, 0, SLOTS_BEFORE + SLOTS_SINCE, TOKENS);
        settle();
        String since = clock(begin, SLOTS_BEFORE);

        Shell.Ended slow = run("slow", "--since", since, "--zone", "America/New_York");

        assertThat(slow.exitCode()).as(slow.out() + slow.err()).isZero();
        assertThat(slow.out())
                .contains("within the band of this hour", "in New York is normally", "08:40")
                .contains("judged       160 calls in the two hours before, 100 since");
        JsonNode answer = json("slow", "--since", since, "--route", "openai-a");
        assertThat(answer.path("verdict").asString(""))
                .as(answer.toString())
                .isEqualTo("time_of_day");
        assertThat(answer.at("/evidence/callsAfter").asInt(0)).isEqualTo(50);
        assertThat(answer.path("route").asString("")).isEqualTo("openai-a");
        assertThat(answer.at("/evidence/hourAgainstDay").asDouble(0)).isGreaterThan(0.05);
    }

    @Test
    void aProviderThatBecameSlowIsNamedAndTheInnocentDeployIsNot() throws Exception {
        Instant begin = tomorrow(13);
        slots(begin, 0, SLOTS_BEFORE, TOKENS);
        assertThat(run("deploy", "mark", "colours-3", "--feature", "other").exitCode()).isZero();
        SLOWER.put("openai-b", 1.8);
        slots(begin, SLOTS_BEFORE, SLOTS_BEFORE + SLOTS_SINCE, TOKENS);
        settle();
        String since = clock(begin, SLOTS_BEFORE);

        Shell.Ended slow = run("slow", "--since", since, "--zone", "UTC");

        assertThat(slow.exitCode()).as(slow.out() + slow.err()).isEqualTo(1);
        assertThat(slow.out())
                .startsWith("Theirs: provider openai-b: first token +")
                .contains("since 13:40", "the same features and models at other providers")
                .contains(
                        "deploy colours-3 of other",
                        "explained by endpoint: openai-b",
                        "what helps   `fleetward cordon openai-b` keeps new calls from there");
        JsonNode answer = json("slow", "--since", since);
        assertThat(answer.path("verdict").asString("")).as(answer.toString()).isEqualTo("theirs");
        assertThat(answer.at("/theirs/name").asString("")).isEqualTo("openai-b");
        assertThat(answer.at("/theirs/endpoints/0").asString("")).isEqualTo("openai-b");
        assertThat(answer.at("/theirs/change/estimate").asDouble(0)).isBetween(0.7, 0.9);

        Shell.Ended there = run("slow", "--since", since, "--route", "openai-b");
        assertThat(there.exitCode()).isEqualTo(1);
        assertThat(there.out()).startsWith("Theirs: provider openai-b");
        assertThat(run("slow", "--since", since, "--route", "openai-b", "--feature", "other").out())
                .startsWith("Unclear.")
                .contains("Feature other on route openai-b had 25 streamed answers to judge by");
        Shell.Ended elsewhere = run("slow", "--since", since, "--route", "openai-a");
        assertThat(elsewhere.exitCode()).as(elsewhere.out()).isZero();
    }

    @Test
    void aMarkedDeployThatDoubledPromptsIsOurs() throws Exception {
        Instant begin = tomorrow(8);
        slots(begin, 0, SLOTS_BEFORE, TOKENS);
        CLOCK.moveTo(begin.plus(SLOT.multipliedBy(SLOTS_BEFORE)).plusSeconds(10));
        Shell.Ended marked =
                run("deploy", "mark", "chat-42", "--feature", "tester", "--note", "more context");
        assertThat(marked.exitCode()).as(marked.err()).isZero();
        assertThat(marked.out()).startsWith("Marked: chat-42 of tester since ");
        slots(begin, SLOTS_BEFORE, SLOTS_BEFORE + SLOTS_SINCE + 1, 2 * TOKENS);
        settle();
        String since = clock(begin, SLOTS_BEFORE);

        Shell.Ended slow =
                run("slow", "--since", since, "--feature", "tester", "--zone", "Europe/Berlin");

        assertThat(slow.exitCode()).as(slow.out() + slow.err()).isEqualTo(1);
        assertThat(slow.out())
                .startsWith("Ours: deploy chat-42 doubled the prompts (1,50")
                .contains("since 09:40", "ours         deploy chat-42 since ")
                .contains("asked        feature tester, since");
        JsonNode answer = json("slow", "--since", since);
        assertThat(answer.path("verdict").asString("")).as(answer.toString()).isEqualTo("ours");
        assertThat(answer.at("/ours/kind").asString("")).isEqualTo("deploy");
        assertThat(answer.at("/ours/name").asString("")).isEqualTo("chat-42");
        assertThat(run("deploy", "list").out()).contains("chat-42", "tester", "more context");
        assertThat(json("deploy", "list", "--since", "1d").at("/deploys/0/note").asString(""))
                .isEqualTo("more context");
    }

    @Test
    void callsWhereNothingIsUsualAreNamedAsWhatIsMissing() throws Exception {
        Instant begin = tomorrow(15);
        for (int i = 0; i < 30; i++) {
            call("tester", "anthropic-a", TOKENS);
        }
        settle();

        Shell.Ended slow = run("slow", "--route", "anthropic-a", "--zone", "UTC");

        assertThat(slow.exitCode()).isEqualTo(1);
        assertThat(slow.out())
                .startsWith(
                        "Unclear.\nNo call of route anthropic-a can be judged: 30 went to endpoints")
                .contains(
                        "(anthropic-a)",
                        "20 streamed answers",
                        "ask again after 16:15 UTC; meanwhile `fleetward health")
                .contains(
                        "left out     30 calls at endpoints that had no history then: anthropic-a 30")
                .doesNotContain("the change");
        JsonNode answer = json("slow", "--route", "anthropic-a");
        assertThat(answer.at("/missing/0/kind").asString("")).isEqualTo("history");
        assertThat(answer.at("/withoutHistory/0/calls").asInt(0)).isEqualTo(30);

        CLOCK.moveTo(begin.plus(Duration.ofMinutes(80)));
        admin("/v1/seasons"); // Whoever asks has the hours closed that are over.
        for (int i = 0; i < 30; i++) {
            call("tester", "anthropic-a", TOKENS);
        }
        settle();
        Shell.Ended later =
                run("slow", "--route", "anthropic-a", "--since", "10m", "--zone", "UTC");
        assertThat(later.out())
                .as("once the hour is over, what follows is judged")
                .contains("Route anthropic-a had 30 streamed answers to judge by since 16:10 UTC")
                .doesNotContain("can be judged");
        assertThat(run("slow", "--route", "anthropic-a", "--since", "65m", "--zone", "UTC").out())
                .as("asked about a time of which it was not known yet")
                .contains(
                        "No call of route anthropic-a can be judged: 60 went to endpoints of which")
                .contains("known only for a while", "ask from 15:35 UTC on (--since)");
    }

    @Test
    void theFastestOfItsHourIsFirstWhereSeasonsAreKnown() throws Exception {
        tomorrow(13);
        await("openai-b is first", () -> call("tester", "soonest", TOKENS).equals("openai-b"));
        tomorrow(8);
        await("openai-a is first", () -> call("tester", "soonest", TOKENS).equals("openai-a"));
    }

    @Test
    void seasonsShowTheWeekByAnyClock() {
        Shell.Ended brief = run("seasons", "--zone", "UTC");
        assertThat(brief.exitCode()).as(brief.err()).isZero();
        assertThat(brief.out())
                .contains("openai-a", "openai-b", "slowest in the next day", "times in UTC");
        Shell.Ended week = run("seasons", "--endpoint", "openai-a", "--zone", "Asia/Kolkata");
        assertThat(week.out())
                .contains("openai-a in us, medium prompts: First token without the reading")
                .contains("Asia/Kolkata", "17:30", "The next day");
        JsonNode full = json("seasons", "--endpoint", "openai-b", "--size", "medium");
        assertThat(full.at("/seasons/0/measures/0/week")).hasSize(168);
        assertThat(json("seasons", "--size", "huge").path("seasons")).isEmpty();
        assertThat(run("seasons", "--endpoint", "anthropic-b").out())
                .contains("Nothing is usual yet.", "no streamed answer in the last six weeks");
    }

    @Test
    void whatIsWrittenWronglySaysWhatIsMeant() {
        assertRefused(
                "no feature is called \"testr\" (did you mean \"tester\"?)",
                "slow",
                "--feature",
                "testr");
        assertRefused(
                "no route is called \"openai-z\" (did you mean \"openai-a\"?)",
                "slow",
                "--route",
                "openai-z");
        assertRefused("at most 21 hours ago", "slow", "--since", "30h");
        assertRefused("a time such as 09:00, or 2h", "slow", "--since", "nine");
        assertRefused("no endpoint is called \"openai-z\"", "seasons", "--endpoint", "openai-z");
        assertRefused(
                "size (expected: one of [small, medium, large, huge])",
                "seasons",
                "--size",
                "tiny");
        assertRefused("no feature is called", "deploy", "mark", "x", "--feature", "mail");
        assertRefused("not in the future", "deploy", "mark", "x", "--at", "2030-01-01T00:00:00Z");
        assertRefused("--at \"soon\"", "deploy", "mark", "x", "--at", "soon");
        assertRefused("Unknown time-zone", "slow", "--zone", "Mars/Olympus");
        assertRefused("Missing required parameter: 'NAME'", "deploy", "mark");
    }

    private static void assertRefused(String words, String... arguments) {
        Shell.Ended refused = run(arguments);
        assertThat(refused.exitCode()).as(refused.out() + refused.err()).isEqualTo(2);
        assertThat(refused.err()).containsIgnoringCase(words);
        assertThat(refused.out()).isEmpty();
    }

    @Test
    void whereNoNodeRunsVerbsSaySo() {
        for (String verb :
                List.of("slow", "seasons", "deploy", "regions", "versions", "likeness")) {
            Shell.Ended ended =
                    shell.run(verb, "--data", fleet.folder().resolve("none").toString());
            assertThat(ended.exitCode()).as(verb).isEqualTo(2);
            assertThat(ended.err()).contains("no node runs here");
        }
    }
}
