package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.provider.VersionBoard;
import dev.fleetward.testbed.provider.VersionBoard.Line;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model in three regions: what is found, told and remembered when one of them changes.
class RegionsTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";
    private static final int MOST_CALLS = 500;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet =
                TestFleet.start(yaml ->
                        yaml.replace(
                                        "owners: { platform:",
                                        "owners: { us-team: { contact: us@example.com }, platform:")
                                .replace(
                                        "openai-a: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: wide, owner: platform",
                                        "openai-c: { provider: openai-b, model: gpt-4o, region: japaneast, zone: jp, pool: wide, owner: platform }\n  weu: { provider: openai-b, model: chat-weu, deploymentOf: gpt-4o, region: westeurope, zone: eu, pool: wide, owner: platform }\n  use: { provider: openai-a, model: chat-use, deploymentOf: gpt-4o, region: eastus, zone: us, pool: wide, owner: platform }\n  openai-a: { provider: openai-a, model: gpt-4o, region: us, zone: us, pool: wide, owner: us-team")
                                .replace(
                                        "openai-b, model: gpt-4o, region: us, zone: us",
                                        "openai-b, model: gpt-4o, region: westeurope, zone: eu")
                                .replace(
                                        "routes: [openai-a",
                                        "routes: [openai-c, stays, weu, use, alike, openai-a")
                                .replace(
                                        "routes:\n",
                                        "routes:\n  openai-c: { endpoints: [openai-c] }\n  weu: { endpoints: [weu] }\n  use: { endpoints: [use] }\n  alike: { endpoints: [use, weu], versions: common }\n  stays: { endpoints: [openai-a], zones: [us] }\n"));
        fleet.provider("openai-a").versions().set(OLD);
        fleet.provider("openai-b").versions().set(OLD);
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    private HttpResponse<String> call(String route) throws Exception {
        return fleet.send(
                fleet.post(
                                "/v1/chat/completions",
                                "{\"model\":\""
                                        + route
                                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"[[output=2]]\"}]}")
                        .build());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /// The first call that meets the new version.
    private String firstOfTheNewVersion() throws Exception {
        for (int i = 0; i < MOST_CALLS; i++) {
            HttpResponse<String> answer = call("openai-a");
            if (header(answer, "fleetward-model-served").equals(NEW)) {
                return header(answer, "fleetward-call-id");
            }
        }
        throw new AssertionError("5% of " + MOST_CALLS + " calls are none");
    }

    private JsonNode await(String path, Predicate<JsonNode> as) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        JsonNode answer = fleet.admin(path);
        while (!as.test(answer)) {
            assertThat(System.nanoTime()).as("%s", answer).isLessThan(end);
            Thread.sleep(20);
            answer = fleet.admin(path);
        }
        return answer;
    }

    private static List<JsonNode> found(JsonNode regions, String kind) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode each : regions.path("findings")) {
            if (each.path("kind").asString("").equals(kind)) {
                found.add(each);
            }
        }
        return found;
    }

    private static String cells(JsonNode regions) {
        StringBuilder text = new StringBuilder();
        for (JsonNode cell : regions.path("cells")) {
            text.append(cell.path("region")).append(cell.path("mixedSince"));
            for (JsonNode version : cell.path("versions")) {
                text.append(version.path("version"))
                        .append(version.path("firstSeen"))
                        .append(version.path("aloneSince"))
                        .append(version.path("calls"));
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Test
    void aVersionInOneOfThreeRegionsIsFoundAtItsFirstCallAndToldOnce() throws Exception {
        for (String route : List.of("openai-a", "openai-b", "openai-c")) {
            call(route);
        }
        await("/v1/regions", it -> it.path("cells").size() == 3);
        fleet.provider("openai-a").versions().set(OLD + "=95%," + NEW + "=5%");
        String first = firstOfTheNewVersion();

        JsonNode regions = await("/v1/regions", it -> !found(it, "differs").isEmpty());
        assertThat(found(regions, "differs"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.path("callId").asString("")).isEqualTo(first);
                    assertThat(finding.path("endpoint").asString("")).isEqualTo("openai-a");
                    assertThat(finding.path("version").asString("")).isEqualTo(NEW);
                    assertThat(finding.path("words").asString(""))
                            .contains(OLD + " in japaneast at openai-c")
                            .contains(OLD + " in westeurope at openai-b");
                });
        JsonNode incidents =
                await("/v1/incidents", it -> !it.path("incidents").isEmpty()).path("incidents");
        assertThat(incidents).hasSize(1);
        String id = incidents.path(0).path("id").asString("");
        JsonNode incident = fleet.admin("/v1/incidents/one?id=" + id);
        assertThat(incident.toString()).contains("us-team").contains(NEW).contains("version");
        fleet.awaitLedger();
        int attempts =
                fleet.ledger("select count(*) from events where endpoint = 'openai-a'")
                        .path(0)
                        .path(0)
                        .asInt(0);
        String before = cells(await("/v1/regions", it -> counted(it) == attempts));

        fleet.restart();
        JsonNode after = await("/v1/regions", it -> it.path("known").asBoolean(false));
        assertThat(cells(after)).isEqualTo(before);
        assertThat(found(after, "differs")).hasSize(1);
        call("openai-b");
        assertThat(fleet.admin("/v1/incidents").path("incidents")).hasSize(1);
    }

    private static int counted(JsonNode regions) {
        int calls = 0;
        for (JsonNode cell : regions.path("cells")) {
            if (cell.path("endpoint").asString("").equals("openai-a")) {
                for (JsonNode version : cell.path("versions")) {
                    calls += version.path("calls").asInt(0);
                }
            }
        }
        return calls;
    }

    @Test
    void aCallServedOutsideItsZonePagesAndIsInTheAudit() throws Exception {
        VersionBoard board = fleet.provider("openai-a").versions();
        board.set(VersionBoard.Manner.AZURE);
        board.set(List.of(new Line(OLD, "West Europe", null, Percent.HUNDRED)));
        call("stays");

        JsonNode regions = await("/v1/regions", it -> !found(it, "outside").isEmpty());
        String callId = found(regions, "outside").getFirst().path("callId").asString("");
        assertThat(found(regions, "outside").getFirst().path("words").asString(""))
                .contains("served a call of tester from West Europe")
                .contains(callId);
        await(
                "/v1/changes",
                it -> it.toString().contains("residency") && it.toString().contains(callId));
        JsonNode incident =
                await("/v1/incidents", it -> !it.path("incidents").isEmpty())
                        .path("incidents")
                        .path(0);
        assertThat(incident.path("severity").asString("")).isEqualTo("page");
        assertThat(found(regions, "label")).hasSize(1);
    }

    @Test
    void aRegionThatIsToldLateJoinsTheCallAndStands() throws Exception {
        call("stays");
        String request =
                fleet.ledger("select request_id from events where endpoint = 'openai-a'")
                        .path(0)
                        .path(0)
                        .asString("");
        assertThat(request).isNotEmpty();
        await("/v1/regions", it -> it.path("cells").size() == 1);
        String line = "{\"requestId\":\"" + request + "\",\"inferenceRegion\":\"eu-central-1\"}";
        assertThat(late(line + "\n{\"requestId\":\"nobody\",\"region\":\"eu\"}").toString())
                .isEqualTo("{\"joined\":1,\"toldBefore\":0,\"unknown\":1}");
        JsonNode regions = await("/v1/regions", it -> !found(it, "outside").isEmpty());
        String before = cells(regions);
        assertThat(before).contains("eu-central-1");
        await("/v1/changes", it -> it.toString().contains("eu-central-1"));
        assertThat(late(line).toString())
                .isEqualTo("{\"joined\":0,\"toldBefore\":1,\"unknown\":0}");

        fleet.restart();
        JsonNode after = await("/v1/regions", it -> it.path("known").asBoolean(false));
        assertThat(cells(after)).isEqualTo(before);
        assertThat(found(after, "outside")).hasSize(1);
    }

    @Test
    void deploymentsWithNamesOfTheirOwnAreComparedAndHeldToWhatBothServe() throws Exception {
        call("weu");
        fleet.provider("openai-a").versions().set(NEW);
        call("use");
        JsonNode regions = await("/v1/regions?model=gpt-4o", it -> !found(it, "differs").isEmpty());
        assertThat(found(regions, "differs").getFirst().path("words").asString(""))
                .contains("chat-use in eastus at use shows " + NEW)
                .contains(OLD + " in westeurope at weu");
        assertThat(regions.path("cells"))
                .extracting(
                        cell -> cell.path("model").asString("") + cell.path("sent").asString(""))
                .containsExactly("gpt-4ochat-use", "gpt-4ochat-weu");
        await("/v1/versions", it -> it.toString().contains("not what all its regions serve"));
        assertThat(header(call("alike"), "fleetward-endpoint")).isEqualTo("weu");
        assertThat(fleet.admin("/v1/regions?model=chat-use").path("cells")).hasSize(1);

        fleet.restart();
        JsonNode after = await("/v1/regions?model=gpt-4o", it -> it.path("known").asBoolean(false));
        assertThat(after.path("cells")).hasSize(2);
        assertThat(found(after, "differs")).hasSize(1);
    }

    private JsonNode late(String lines) throws Exception {
        String token =
                dev.fleetward.control.admin.AdminToken.load(fleet.folder().resolve("data"))
                        .reveal();
        HttpResponse<String> answer =
                fleet.send(
                        HttpRequest.newBuilder(fleet.node().adminUrl().resolve("/v1/regions/late"))
                                .header("authorization", "Bearer " + token)
                                .header("content-type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                JsonMapper.shared()
                                                        .writeValueAsString(
                                                                Map.of("lines", lines))))
                                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }
}
