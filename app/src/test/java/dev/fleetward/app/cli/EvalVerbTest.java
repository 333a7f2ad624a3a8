package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.evaluation.Evaluation;
import dev.fleetward.app.evaluation.Report;
import dev.fleetward.app.evaluation.Reports;
import dev.fleetward.app.fleet.TestFleet;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.SystemClock;
import dev.fleetward.app.terminal.Screen;
import dev.fleetward.control.registry.SuiteConfig;
import dev.fleetward.control.registry.SuiteFile;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.provider.FaultBoard.Rule;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Eval suites through a node that runs, over real sockets.
class EvalVerbTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static final String SUITE =
            """
            name: words
            route: openai
            feature: tester
            defaults: { temperature: 0, maxTokens: 60, samples: 6 }
            budget: 0.50 USD
            cases:
              - name: word
                prompt: "Reply with exactly: harbour"
                checks:
                  - equals: harbour
                  - notRefused: true
                  - maxOutputTokens: 60
                  - firstToken: 60s
              - name: order
                prompt: "Record an order of 3 anchors. [[tool=record_order]]"
                tools:
                  - name: record_order
                    parameters: &order
                      type: object
                      properties: { item: { type: string, enum: [anchor] } }
                      required: [item]
                      additionalProperties: false
                checks:
                  - tool: { name: record_order, arguments: *order }
            """;

    private static TestFleet fleet;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(yaml ->
                        yaml.replaceFirst(
                                        "  openai-b: (.*) region: us, zone: us",
                                        "  openai-b: $1 region: eu, zone: eu")
                                .replace(
                                        "  other: { owner: platform, class: standard, tier: 2, routes: [only-other] }",
                                        "  other: { owner: platform, class: standard, tier: 2, routes: [only-other, openai], zones: [us] }"));
        fleet.node().announce(null, List.of());
        shell = new Shell(fleet.folder());
        write("words.yaml", SUITE);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @AfterEach
    void clear() {
        fleet.clearFaults();
    }

    private static void write(String name, String text) throws Exception {
        Files.writeString(fleet.folder().resolve(name), text);
    }

    private static Shell.Ended eval(String... arguments) {
        String[] all = new String[arguments.length + 3];
        all[0] = "eval";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[all.length - 2] = "--data";
        all[all.length - 1] = "data";
        return shell.run(all);
    }

    private static JsonNode endpoint(JsonNode run, String name) {
        for (JsonNode each : run.path("endpoints")) {
            if (each.path("endpoint").asString("").equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no endpoint " + name + " in " + run);
    }

    @Test
    void aSuitePassesAtEveryEndpointAndItsCallsAreTheFeaturesInTheLedger() throws Exception {
        Shell.Ended ended = eval("words.yaml");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains("6/6", "12/12", "gpt-4o", "eu", "us", "passed", "PASSED")
                .contains("regions: no difference that is more than chance (Fisher's exact test")
                .doesNotContain("PARTIAL");
        assertThat(
                        fleet.ledger(
                                        "SELECT DISTINCT feature, origin, class, route, endpoint FROM"
                                                + " events WHERE origin = 'eval' AND feature ="
                                                + " 'tester' ORDER BY endpoint")
                                .toString())
                .isEqualTo(
                        "[[\"tester\",\"eval\",\"background\",\"openai\",\"openai-a\"],"
                                + "[\"tester\",\"eval\",\"background\",\"openai\",\"openai-b\"]]");
    }

    @Test
    void anEndpointWhoseAnswersFailACheckIsFoundMarkedAndKept() throws Exception {
        fleet.provider("openai-b").faults().set(List.of(Rule.parse("other-language")));

        Shell.Ended ended = eval("words.yaml", "--json");

        JsonNode json = JSON.readTree(ended.out());
        JsonNode run = json.at("/runs/0");
        assertThat(ended.exitCode()).as(ended.out()).isEqualTo(1);
        assertThat(endpoint(run, "openai-a").path("verdict").asString("")).isEqualTo("passed");
        assertThat(endpoint(run, "openai-b").path("verdict").asString("")).isEqualTo("failed");
        assertThat(run.at("/regions/differences/0/one").asString("")).isEqualTo("eu");
        assertThat(ended.out()).contains("expected \\\"harbour\\\"");

        JsonNode kept = fleet.admin("/v1/evaluations?suite=words&endpoint=openai-b&limit=1");
        assertThat(kept.at("/results/0/verdict").asString("")).isEqualTo("failed");
        assertThat(kept.at("/results/0/version").asString("")).isEqualTo("gpt-4o");
        assertThat(kept.at("/results/0/region").asString("")).isEqualTo("eu");
        assertThat(eval("--list").out()).contains("words", "openai-b", "failed", "passed");
    }

    @Test
    void anEndpointThatGivesNoWholeAnswerDoesNotPass() {
        fleet.provider("openai-b")
                .faults()
                .set(List.of(Rule.parse("truncated-json"), Rule.parse("cut@2")));

        Shell.Ended ended = eval("words.yaml", "--endpoint", "openai-b", "--samples", "1");

        assertThat(ended.exitCode()).as(ended.out()).isEqualTo(1);
        assertThat(ended.out()).contains("no answer: ", "NOT PASSED").doesNotContain("openai-a");
    }

    @Test
    void aSuiteWithMistakesIsNotRun() throws Exception {
        write(
                "bad.yaml",
                SUITE.replace("budget:", "budgets:")
                        .replace("firstToken: 60s", "firstToken: soon"));

        Shell.Ended ended = eval("bad.yaml");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err())
                .contains(
                        "bad.yaml:5:1: unknown key \"budgets\"",
                        "did you mean \"budget\"?",
                        "soon");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void theBudgetEndsTheRunAndThePartIsSaidToBeOne() throws Exception {
        write(
                "dear.yaml",
                SUITE.replace("0.50 USD", "0.002 USD").replace("samples: 6", "samples: 50"));

        Shell.Ended ended = eval("dear.yaml");

        assertThat(ended.exitCode()).as(ended.out()).isEqualTo(2);
        assertThat(ended.out())
                .contains("PARTIAL: the budget of $0.002", "incomplete", "NOT DECIDED");
        long spent =
                JSON.readTree(eval("dear.yaml", "--json").out()).at("/runs/0/costNanos").asLong(0);
        assertThat(spent).isPositive().isLessThanOrEqualTo(2_000_000);
    }

    @Test
    void moreCallsThanTheSuiteAllowsAreNotBegun() throws Exception {
        write("many.yaml", SUITE + "calls: 10\n");

        Shell.Ended ended = eval("many.yaml");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).contains("24 calls, and may make 10");
        assertThat(eval("words.yaml", "--endpoint", "nowhere").err())
                .contains("has no endpoint nowhere", "openai-a, openai-b");
    }

    @Test
    void endpointsOutsideTheFeaturesZonesAreNotAsked() throws Exception {
        write("us.yaml", SUITE.replace("feature: tester", "feature: other"));

        Shell.Ended ended = eval("us.yaml", "--samples", "1");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains("not asked: openai-b lies outside the zones");
    }

    @Test
    void theKeyOfARunIsGoodForNothingElse() throws Exception {
        AdminClient admin =
                AdminClient.of(
                        fleet.folder().resolve("data"),
                        RuntimeFile.read(fleet.folder().resolve("data")).orElseThrow());
        JsonNode opened =
                admin.post(
                        "/v1/evaluations",
                        JSON.createObjectNode()
                                .put("suite", "words")
                                .put("feature", "other")
                                .put("route", "openai"));
        String key = opened.path("key").asString("");
        String run = opened.path("run").asString("");

        assertThat(status(key, "openai", "eval", "openai-a")).isEqualTo(200);
        assertThat(status(key, "openai", "eval", null)).isEqualTo(403);
        assertThat(status(key, "openai", null, "openai-a")).isEqualTo(403);
        assertThat(status(key, "openai", "eval", "openai-b")).as("zones").isEqualTo(403);
        assertThat(status(key, "openai", "eval", "anthropic-a")).as("route").isEqualTo(403);
        assertThat(status(key, "only-other", "eval", "openai-a")).as("route").isEqualTo(403);
        assertThat(status(fleet.key(), "openai", "eval", "openai-a")).isEqualTo(403);
        admin.post("/v1/evaluations/" + run + "/end", JSON.createObjectNode());
        assertThat(status(key, "openai", "eval", "openai-a")).isEqualTo(401);
        admin.close();
    }

    @Test
    void aRunThatIsStoppedKeepsAPartAndSaysSo() throws Exception {
        SuiteConfig suite =
                ((SuiteFile.Result.Sound) SuiteFile.load(fleet.folder().resolve("words.yaml")))
                        .suite();
        AtomicInteger calls = new AtomicInteger();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (AdminClient admin =
                AdminClient.of(
                        fleet.folder().resolve("data"),
                        RuntimeFile.read(fleet.folder().resolve("data")).orElseThrow())) {
            Report report =
                    new Evaluation(
                                    admin,
                                    new SystemClock(),
                                    () -> calls.get() >= 3,
                                    _ -> calls.incrementAndGet())
                            .run(
                                    suite,
                                    new Evaluation.Choice(Set.of("openai-a"), Set.of()),
                                    null,
                                    null);
            Reports.print(
                    List.of(report),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    Screen.PLAIN);
            assertThat(Evaluation.exitCode(List.of(report))).isEqualTo(2);
        }

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("PARTIAL: stopped", "incomplete", "NOT DECIDED");
        assertThat(
                        fleet.admin("/v1/evaluations?endpoint=openai-a&limit=1")
                                .at("/results/0/verdict")
                                .asString(""))
                .isEqualTo("incomplete");
    }

    private static int status(
            String key, String route, @Nullable String origin, @Nullable String pin)
            throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(fleet.url().resolve("/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\""
                                                + route
                                                + "\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}"));
        if (origin != null) {
            request.header("fleetward-origin", origin);
        }
        if (pin != null) {
            request.header("fleetward-pin-endpoint", pin);
        }
        HttpResponse<String> answer = fleet.send(request.build());
        return answer.statusCode();
    }

    @Test
    void aRunAtThePeakGivesUpWhereItIsNotThePeakAndNobodyWaits() {
        Shell.Ended never = eval("words.yaml", "--at-peak");
        Shell.Ended both =
                eval(
                        "words.yaml",
                        "--repeat",
                        "--peak",
                        "09:00-11:00 UTC",
                        "--trough",
                        "10:00-12:00 UTC");

        assertThat(never.exitCode()).isEqualTo(2);
        assertThat(never.err()).contains("nobody says when the peak is");
        assertThat(both.exitCode()).isEqualTo(2);
        assertThat(both.err()).contains("overlap");
    }

    /// From a quarter of an hour before noon (UTC), a minute with each look at it.
    private static Clock hurrying() {
        AtomicLong wallMicros = new AtomicLong(1_699_962_300_000_000L);
        Clock real = new SystemClock();
        return new Clock() {
            @Override
            public long nanos() {
                return real.nanos();
            }

            @Override
            public long wallMicros() {
                return wallMicros.addAndGet(60_000_000L);
            }
        };
    }

    @Test
    void peakAndTroughAreRunInTurnAndCompared() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        Host host = new Host(printed, printed, Map.of(), fleet.folder(), hurrying(), Screen.PLAIN);

        // Windows without a gap, so that hardly anything is waited for.
        int exitCode =
                FleetwardCommands.run(
                        host,
                        "eval",
                        "words.yaml",
                        "--samples",
                        "1",
                        "--repeat",
                        "--peak",
                        "00:00-12:00 UTC",
                        "--trough",
                        "12:00-00:00 UTC",
                        "--data",
                        "data");

        assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8)).isNotEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("at the ", "words");
    }
}
