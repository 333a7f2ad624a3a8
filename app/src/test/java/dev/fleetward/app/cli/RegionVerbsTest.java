package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.TestFleet;
import dev.fleetward.testbed.engine.Profile;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `regions` and `likeness`, as a person would use them.
class RegionVerbsTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static TestFleet fleet;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(
                        yaml ->
                                yaml.replace(
                                                "openai-b, model: gpt-4o, region: us, zone: us",
                                                "openai-b, model: gpt-4o, region: westeurope, zone: eu")
                                        + "probes: { every: 24h, onlyBelow: 0, behaviour: { budget:"
                                        + " 50 USD, endpoints: [openai-a, openai-b] } }\n",
                        Profile.INSTANT);
        fleet.provider("openai-a").versions().set(OLD);
        fleet.provider("openai-b").versions().set(OLD);
        fleet.node().announce(null, List.of());
        shell = new Shell(fleet.folder());
        call("openai-a");
        call("openai-b");
        awaitCells("\"version\" : \"" + OLD);
        fleet.provider("openai-b").versions().set(NEW);
        call("openai-b");
        awaitCells("\"version\" : \"" + NEW);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static void call(String route) throws Exception {
        HttpResponse<String> answer =
                fleet.send(
                        fleet.post(
                                        "/v1/chat/completions",
                                        "{\"model\":\""
                                                + route
                                                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"[[output=2]]\"}]}")
                                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void awaitCells(String words) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!run("regions", "--json").out().contains(words)) {
            assertThat(System.nanoTime()).as(words).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private static Shell.Ended run(String... words) {
        List<String> arguments = new ArrayList<>(List.of(words));
        arguments.addAll(List.of("--data", fleet.folder().resolve("data").toString()));
        return shell.run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(String... words) {
        Shell.Ended ended = run(words);
        return JsonMapper.shared().readTree(ended.out());
    }

    @Test
    void regionsShowWhichVersionAnswersWhere() {
        Shell.Ended table = run("regions");

        assertThat(table.exitCode()).as(table.err()).isZero();
        assertThat(table.out())
                .contains("model", "region", "first seen", "gpt-4o", "openai-a", OLD, NEW)
                .contains("westeurope", "us");
        assertThat(run("regions", "--findings").out()).contains(NEW, "openai-b", OLD);
        JsonNode all = json("regions", "--json", "--findings");
        assertThat(json("regions", "--json", "--model", "gpt-4o").path("cells")).hasSize(2);
        assertThat(all.path("findings").toString()).contains("\"differs\"");
        assertThat(json("regions", "--json", "--model", "gpt-5").path("cells")).isEmpty();
        assertThat(run("regions", "--model", "gpt-4o").out()).contains("openai-b");
        assertThat(run("regions", "--modell", "gpt-4o").exitCode()).isEqualTo(2);
    }

    @Test
    void likenessShowsItsTestsAndComparesTwoEndpointsOnDemand() {
        Shell.Ended table = run("likeness");
        assertThat(table.exitCode()).as(table.out() + table.err()).isZero();
        assertThat(table.out())
                .contains("openai-a", "openai-b", "borders", "equality")
                .contains("live traffic: ", " of 1,000 comparisons open", "0.1 false alarms");
        JsonNode live = json("likeness", "--json").path("live");
        assertThat(live.path("mostComparisons").asInt(0)).isEqualTo(1_000);
        assertThat(live.path("trouble").isNull()).as(live.toString()).isTrue();
        assertThat(json("likeness", "--json").path("on").asBoolean(false)).isTrue();

        Shell.Ended alike = run("likeness", "test", "openai-a", "openai-b");
        assertThat(alike.err()).contains("of 500 answers");
        assertThat(alike.out())
                .startsWith("openai-a against openai-b: ")
                .contains(
                        "MMD² = ", "p = ", "250 answers against 250 to 25 prompts", "power ", "$");
        assertThat(alike.exitCode()).as(alike.out() + alike.err()).isBetween(0, 1);
        JsonNode test = json("likeness", "--json").at("/tests/0");
        assertThat(test.at("/finding/pValue").isNumber()).as(test.toString()).isTrue();
        assertThat(test.path("state").asString("")).isEqualTo("done");
        assertThat(run("likeness").out()).contains("openai-a against openai-b: ");
    }

    @Test
    void likenessSaysWhyItCannotBeDone() {
        Shell.Ended unknown = run("likeness", "test", "openai-a", "openai-z");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.err()).contains("there is no endpoint openai-z");
        assertThat(run("likeness", "test").exitCode()).isEqualTo(2);
        assertThat(run("likeness", "accept", "openai-z").exitCode()).isEqualTo(2);
        Shell.Ended itself = run("likeness", "test", "openai-a", "openai-a");
        assertThat(itself.exitCode()).as(itself.out()).isEqualTo(2);
        assertThat(itself.err()).contains("an endpoint is compared with another one");
        Shell.Ended early = run("likeness", "test", "openai-a", "--json");
        assertThat(early.exitCode()).as(early.out()).isEqualTo(2);
        assertThat(early.err()).contains("no whole reference of openai-a yet");
    }
}
