package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.demo.Demo;
import dev.fleetward.app.host.SystemClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The verbs that look at a node that runs, and the load, as a person would use them.
class RunningNodeVerbsTest {
    private static final String TRACE =
            """
            TIMESTAMP,ContextTokens,GeneratedTokens
            2023-11-16 18:15:46.6805900,30,12
            2023-11-16 18:15:46.7951690,11,40
            2023-11-16 18:15:46.9951690,200,3
            """;

    @TempDir static Path folder;

    private static Demo demo;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        demo =
                Demo.start(
                        new Demo.Settings(
                                folder.resolve("fleetward-demo"),
                                false,
                                0,
                                1,
                                new SystemClock(),
                                new SecureRandom(),
                                Map.of()),
                        step -> {});
        shell = new Shell(folder);
        Files.writeString(folder.resolve("trace.csv"), TRACE);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        demo.close();
    }

    @Test
    void loadEndsWithEverythingInAgreement() {
        Shell.Ended ended = shell.run("load", "--trace", "trace.csv");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out())
                .contains("3 completed, 0 refused", "OK")
                .doesNotContain("DIFFERENT");
    }

    @Test
    void loadPrintsNothingButJsonWhereThatIsAsked() {
        Shell.Ended ended =
                shell.run("load", "--trace", "trace.csv", "--json", "--dialect", "anthropic");

        JsonNode json = new JsonMapper().readTree(ended.out());
        assertThat(ended.exitCode()).isZero();
        assertThat(json.path("agrees").asBoolean(false)).isTrue();
        assertThat(json.path("load").path("completed").asInt(0)).isEqualTo(3);
    }

    @Test
    void loadWithAKeyThatNobodyKnowsFindsADifference() {
        Shell.Ended ended =
                shell.run("load", "--trace", "trace.csv", "--key", "fw-wrong", "--limit", "1");

        assertThat(ended.exitCode()).as(ended.out()).isZero();
        assertThat(ended.out()).contains("0 completed", "1 failed");
    }

    @Test
    void statusShowsWhatTheNodeServes() {
        Shell.Ended ended = shell.run("status");
        Shell.Ended json = shell.run("status", "--json");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains("is served", "gpt-us", "requestsPerMinute", "support-chat")
                .doesNotContain(demo.key());
        assertThat(new JsonMapper().readTree(json.out()).path("well").asBoolean(false)).isTrue();
    }

    @Test
    void sloShowsPromisesAsATableAsJsonAndAsOpenSlo() throws Exception {
        JsonNode answer = new JsonMapper().readTree(shell.run("slo", "--json").out());
        for (int i = 0; i < 1_000 && answer.path("objectives").isEmpty(); i++) {
            Thread.sleep(20);
            answer = new JsonMapper().readTree(shell.run("slo", "--json").out());
        }
        assertThat(answer.path("state").asString("")).isEqualTo("current");
        assertThat(answer.path("trouble").isNull()).isTrue();

        assertThat(shell.run("slo").out())
                .contains("feature", "support-chat", "firstToken", "99.5%", "95% in 500 ms");

        List<Object> documents = new ArrayList<>();
        new Load(LoadSettings.builder().build())
                .loadAllFromString(shell.run("slo", "--openslo").out())
                .forEach(documents::add);
        assertThat(documents)
                .hasSize(4 + answer.path("objectives").size())
                .allSatisfy(document ->
                        assertThat(document)
                                .asInstanceOf(InstanceOfAssertFactories.MAP)
                                .containsEntry("apiVersion", "openslo/v1")
                                .containsKeys("kind", "metadata", "spec"));
    }

    @Test
    void endpointsAreDirectedByHandAndTheLogSaysSo() {
        Shell.Ended drained = shell.run("drain", "gpt-us", "--reason", "a new key");
        Shell.Ended table = shell.run("endpoints");
        Shell.Ended detail = shell.run("endpoints", "gpt-us");
        Shell.Ended json = shell.run("endpoints", "--json");
        Shell.Ended back = shell.run("uncordon", "gpt-us");
        Shell.Ended changes = shell.run("changes", "--since", "1h");

        assertThat(drained.exitCode()).as(drained.out() + drained.err()).isZero();
        assertThat(drained.out()).contains("gpt-us is drained");
        assertThat(table.out()).contains("drained", "serving", "owner", "valid");
        assertThat(detail.out())
                .contains("drained: a new key", "by " + System.getProperty("user.name"), "routes");
        assertThat(new JsonMapper().readTree(json.out()).path("endpoints").isEmpty()).isFalse();
        assertThat(back.out()).contains("gpt-us: serving").doesNotContain("already");
        assertThat(shell.run("undrain", "gpt-us").out())
                .contains("gpt-us: serving already; nothing was changed");
        assertThat(changes.out())
                .contains("version 1 is served", "endpoint gpt-us drained: a new key")
                .contains("endpoint gpt-us serves again");
        assertThat(shell.run("cordon", "gpt-xx").exitCode()).isEqualTo(2);
    }

    @Test
    void reloadReadsTheConfigurationAgain() {
        Shell.Ended ended = shell.run("reload");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains("is served");
        assertThat(shell.run("status").out()).contains("is served");
    }

    @Test
    void topPrintsOneReading() {
        Shell.Ended ended = shell.run("top", "--once");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out()).contains("feature", "endpoint", "under way");
    }

    @Test
    void quotaShowsPoolsAndBudgets() {
        Shell.Ended ended = shell.run("quota");
        Shell.Ended json = shell.run("quota", "--json");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains("openai-small", "requestsPerMinute", "support-chat");
        assertThat(new JsonMapper().readTree(json.out()).path("signals").isArray()).isTrue();
    }

    @Test
    void quotaWhyTellsWhoUsedATime() {
        shell.run("load", "--trace", "trace.csv");
        String at = Instant.now().minusSeconds(3_000).toString();

        Shell.Ended why = shell.run("quota", "why", "--at", at, "--for", "1h");
        Shell.Ended json = shell.run("quota", "why", "--at", at, "--for", "1h", "--json");
        Shell.Ended none =
                shell.run("quota", "why", "--at", "2001-01-01 09:02", "--pool", "openai");
        Shell.Ended wrong = shell.run("quota", "why", "--at", "nine");

        assertThat(why.exitCode()).as(why.err()).isZero();
        assertThat(why.out()).contains("playground", "used the most", "% of the tokens");
        assertThat(new JsonMapper().readTree(json.out()).path("columns").get(0).asString())
                .isEqualTo("feature");
        assertThat(none.out()).contains("Nobody used it");
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("09:02");
    }

    @Test
    void healthTellsHowWellEndpointsAndFeaturesDo() {
        shell.run("load", "--trace", "trace.csv");

        Shell.Ended ended = shell.run("health", "--by", "endpoint, feature", "--since", "1h");
        Shell.Ended json = shell.run("health", "--by", "feature", "--since", "all", "--json");
        Shell.Ended wrong = shell.run("health", "--since", "yesterday");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("available", "playground", "per good answer", "%");
        assertThat(new JsonMapper().readTree(json.out()).path("columns").get(0).asString())
                .isEqualTo("feature");
        assertThat(wrong.exitCode()).isNotZero();
        assertThat(wrong.err()).contains("such as 1h");
    }

    @Test
    void quotaFitTellsWhetherAJobFits() {
        String[] job = {"quota", "fit", "--feature", "nightly-report", "--input", "2k"};

        Shell.Ended fits = shell.run(with(job, "--pool", "openai", "--rpm", "3", "--output", "5"));
        Shell.Ended waits =
                shell.run(with(job, "--pool", "openai-small", "--rpm", "900", "--output", "5"));
        Shell.Ended noPool = shell.run(with(job, "--pool", "x", "--rpm", "9", "--output", "5"));

        assertThat(fits.out()).as(fits.err()).contains("It fits", "Nobody would feel it.");
        assertThat(fits.exitCode()).isZero();
        assertThat(waits.exitCode()).isEqualTo(1);
        assertThat(waits.out()).contains("does not fit", "wait for inputTokensPerMinute");
        assertThat(noPool.exitCode()).isNotZero();
        assertThat(noPool.err()).contains("openai-small");
    }

    private static String[] with(String[] first, String... rest) {
        return Stream.concat(Stream.of(first), Stream.of(rest)).toArray(String[]::new);
    }

    @Test
    void incidentsSayThatNoneIsOpen() {
        Shell.Ended ended = shell.run("incidents");
        Shell.Ended all = shell.run("incidents", "--all", "--json");
        Shell.Ended unknown = shell.run("incidents", "show", "inc-99");
        Shell.Ended noExport = shell.run("incidents", "export", "inc-99");
        Shell.Ended noAck = shell.run("incidents", "ack", "99", "--note", "mine");

        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        assertThat(ended.out()).contains("no incident is open");
        assertThat(new JsonMapper().readTree(all.out()).path("incidents").isArray()).isTrue();
        for (Shell.Ended none : new Shell.Ended[] {unknown, noExport, noAck}) {
            assertThat(none.exitCode()).isEqualTo(1);
            assertThat(none.err()).contains("no incident has that id");
        }
        assertThat(shell.run("status").out()).contains("incidents      none is open");
    }

    @Test
    void reportErrorTakesAComplaintToTheOwner() {
        shell.run("load", "--trace", "trace.csv");
        Shell.Ended call =
                shell.run(
                        "ledger",
                        "--sql",
                        "SELECT call_id FROM events WHERE outcome = 'succeeded' LIMIT 1");
        String id = call.out().lines().toList().get(1).strip();

        Shell.Ended taken = shell.run("report-error", "--call-id", id, "--text", "nonsense");
        Shell.Ended again = shell.run("report-error", "--call-id", id);
        Shell.Ended unknown =
                shell.run("report-error", "--call-id", "fw_01k0m3v8qz6t5r9n2x7c4b1hjd");

        assertThat(taken.exitCode()).as(taken.err()).isZero();
        assertThat(taken.out()).contains("Taken: " + id, "platform@example.com", "succeeded");
        assertThat(again.out()).contains("Known already");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err()).contains("no call of the ledger has the id");
    }

    @Test
    void hygieneSaysWhatTheFleetLacksAndWhatToDo() {
        Shell.Ended ended = shell.run("hygiene");

        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out())
                .contains(
                        "endpoint gpt-us (on-call): Its owner platform has nobody on call.",
                        "owners.platform.oncall",
                        "feature playground (budget)",
                        "traffic and fallbacks are not judged yet");
    }

    @Test
    void ledgerShowsTotalsAndAnswersQueries() {
        shell.run("load", "--trace", "trace.csv");

        Shell.Ended totals = shell.run("ledger", "--by", "feature,model");
        Shell.Ended sql = shell.run("ledger", "--sql", "SELECT count(*) AS n FROM events");
        Shell.Ended json = shell.run("ledger", "--json");

        assertThat(totals.out()).contains("playground", "gpt-4o", "$");
        assertThat(sql.out().lines().toList().get(1).strip()).matches("[1-9]\\d*");
        assertThat(new JsonMapper().readTree(json.out()).path("columns").get(0).asString())
                .isEqualTo("feature");
    }

    @Test
    void ledgerOnlyReads() {
        Shell.Ended ended = shell.run("ledger", "--sql", "DROP TABLE events");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err()).startsWith("fleetward: ").doesNotContain("\tat ");
        assertThat(shell.run("ledger", "--sql", "SELECT 1 FROM events").exitCode()).isZero();
    }

    @Test
    void exportsParquetAndCsv() throws IOException {
        shell.run("load", "--trace", "trace.csv");

        assertThat(shell.run("ledger", "export", "--to", "e.csv").exitCode()).isZero();
        assertThat(shell.run("ledger", "export", "--to", "e.parquet").exitCode()).isZero();

        assertThat(Files.readString(folder.resolve("e.csv"))).startsWith("call_id,attempt");
        byte[] parquet = Files.readAllBytes(folder.resolve("e.parquet"));
        assertThat(new String(parquet, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        assertThat(shell.run("ledger", "export", "--to", "e.xls").exitCode()).isEqualTo(2);
    }

    @Test
    void aDemonstrationEndsByItselfWithItsSummaryAsJson() {
        Shell.Ended ended =
                shell.run("demo", "--for", "2s", "--json", "--port", "0", "--data", "second");

        JsonNode json = new JsonMapper().readTree(ended.out());
        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(json.path("total").path("succeeded").asLong(0)).isPositive();
        assertThat(json.path("total").path("failed").asLong(-1)).isZero();
        assertThat(ended.err()).contains("curl -sS http://127.0.0.1:");
        assertThat(folder.resolve("second").resolve("fleetward.yaml")).exists();
        assertThat(folder.resolve("second").resolve("runtime.json")).doesNotExist();
    }
}
