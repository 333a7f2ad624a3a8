package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.errors.InternalServerException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.provider.VersionBoard;
import dev.fleetward.testbed.provider.VersionBoard.Line;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Routes that allow only some versions of their models, and calls that may be served only in some
/// zones, over real sockets.
final class VersionPolicyTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";
    private static final String SONNET = "claude-sonnet-4-5-20250929";
    private static final String NEXT_SONNET = "claude-sonnet-4-6-20260217";

    private static final int MOST_TESTS = 30;

    private static TestFleet fleet;
    private static int tests;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start(VersionPolicyTest::configuration);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @BeforeEach
    void plain() {
        tests++;
        assertThat(tests).isLessThan(MOST_TESTS);
        for (String name : List.of("openai-a", "openai-b", "anthropic-a", "anthropic-b")) {
            fleet.provider(name).versions().set(List.of());
            fleet.provider(name).versions().set(VersionBoard.Manner.BY_PATH);
        }
        for (String name : List.of("openai-a", "openai-b")) {
            serve(name, OLD, null);
        }
        for (String name : List.of("anthropic-a", "anthropic-b")) {
            serve(name, SONNET, null);
        }
    }

    /// Every test has endpoints of its own: what the fleet learned of them in another test does not
    /// matter to it.
    private static String configuration(String standard) {
        StringBuilder endpoints = new StringBuilder("endpoints:\n");
        StringBuilder routes = new StringBuilder("routes:\n");
        for (int i = 0; i < MOST_TESTS; i++) {
            endpoints.append(endpoint("a" + i, "openai-a", "gpt-4o"));
            endpoints.append(endpoint("b" + i, "openai-b", "gpt-4o"));
            endpoints.append(endpoint("c" + i, "anthropic-a", "claude-sonnet-4-5"));
            endpoints.append(endpoint("d" + i, "anthropic-b", "claude-sonnet-4-5"));
            endpoints.append(endpoint("dated" + i, "openai-a", NEW));
            routes.append(
                    """
                      held{i}: { endpoints: [a{i}, b{i}], versions: { policy: hold, allow: [OLD, SONNET] } }
                      held-claude{i}: { endpoints: [c{i}, d{i}], versions: { policy: hold, allow: [SONNET] } }
                      held-alone{i}: { endpoints: [a{i}], versions: { policy: hold, allow: [OLD] } }
                      held-and-canary{i}: { endpoints: [a{i}], versions: { policy: hold, allow: [OLD], canary: 100% } }
                      too-new{i}: { endpoints: [dated{i}], versions: { policy: hold, allow: [OLD] } }
                      too-new-falls-back{i}: { endpoints: [dated{i}], versions: { policy: hold, allow: [OLD] }, fallback: { route: held-claude{i} } }
                      alike{i}: { endpoints: [a{i}, b{i}], versions: common }
                      alike-a{i}: { endpoints: [a{i}] }
                      alike-b{i}: { endpoints: [b{i}] }
                      at-home{i}: { endpoints: [a{i}, b{i}], zones: [us] }
                      at-home-claude{i}: { endpoints: [c{i}, d{i}], zones: [us] }
                    """
                            .replace("{i}", Integer.toString(i))
                            .replace("OLD", OLD)
                            .replace("SONNET", SONNET));
        }
        return standard.replace("endpoints:\n", endpoints)
                        .replace("routes:\n", routes)
                        .replaceFirst(", routes: \\[openai-a, [^\\]]*\\]", "")
                + "health: { failuresInARow: 1000 }\n";
    }

    private static String endpoint(String name, String provider, String model) {
        return "  %s: { provider: %s, model: %s, region: us, zone: us, pool: wide, owner: platform }\n"
                .formatted(name, provider, model);
    }

    private static void serve(String provider, String model, @Nullable String region) {
        fleet.provider(provider)
                .versions()
                .set(List.of(new Line(model, region, null, Percent.HUNDRED)));
    }

    private static HttpResponse<String> ask(String path, String route, boolean stream)
            throws Exception {
        return fleet.send(
                fleet.post(
                                path,
                                "{\"model\":\""
                                        + route
                                        + tests
                                        + "\",\"max_tokens\":9,\"stream\":"
                                        + stream
                                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"[[output=5]]\"}]}")
                        .build());
    }

    private static HttpResponse<String> chat(String route, boolean stream) throws Exception {
        return ask("/v1/chat/completions", route, stream);
    }

    private static @Nullable String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    /// Endpoint, ending, failure and served model of each attempt.
    private static String attempts(HttpResponse<String> answer) throws Exception {
        return fleet.ledger(
                        "SELECT endpoint, outcome, failure, model_served FROM events WHERE call_id = '"
                                + header(answer, "fleetward-call-id")
                                + "' ORDER BY attempt")
                .toString();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerOfAnotherVersionIsDiscardedAndTheCallGoesElsewhere(boolean stream)
            throws Exception {
        serve("openai-a", NEW, null);
        HttpResponse<String> answer = chat("held", stream);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "fleetward-endpoint")).isEqualTo("b" + tests);
        assertThat(header(answer, "fleetward-model-served")).isEqualTo(OLD);
        assertThat(header(answer, "fleetward-attempts")).isEqualTo("2");
        assertThat(answer.body()).contains(OLD).doesNotContain(NEW);
        assertThat(attempts(answer))
                .isEqualTo(
                        "[[\"a%1$d\",\"failed\",\"other_version\",\"%2$s\"],[\"b%1$d\",\"succeeded\",null,\"%3$s\"]]"
                                .formatted(tests, NEW, OLD));
    }

    @ParameterizedTest
    @CsvSource({"/v1/messages, false", "/v1/messages, true", "/v1/chat/completions, true"})
    void soItIsWithAnthropicsModelsTranslatedOrNot(String path, boolean stream) throws Exception {
        serve("anthropic-a", NEXT_SONNET, null);
        HttpResponse<String> answer = ask(path, "held-claude", stream);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "fleetward-endpoint")).isEqualTo("d" + tests);
        assertThat(header(answer, "fleetward-model-served")).isEqualTo(SONNET);
        assertThat(answer.body()).doesNotContain(NEXT_SONNET);
    }

    @Test
    void aVersionThatAzureTellsInTheHeadCountsToo() throws Exception {
        serve("openai-a", NEW, null);
        fleet.provider("openai-a").versions().set(VersionBoard.Manner.AZURE);
        assertThat(header(chat("held", true), "fleetward-endpoint")).isEqualTo("b" + tests);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereNoOtherEndpointIsLeftTheCallFailsRatherThanBreakThePolicy(boolean stream)
            throws Exception {
        serve("openai-a", NEW, null);
        HttpResponse<String> answer = chat("held-alone", stream);
        assertThat(answer.statusCode()).as(answer.body()).isIn(502, 503);
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
        assertThat(answer.body()).contains(NEW).contains("held-alone");
    }

    @Test
    void callsOfTheCanaryMeetTheNewVersion() throws Exception {
        serve("openai-a", NEW, null);
        HttpResponse<String> answer = chat("held-and-canary", true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "fleetward-model-served")).isEqualTo(NEW);
    }

    @Test
    void aCallIsRefusedWhereEveryEndpointServesWhatTheRouteDoesNotAllow() throws Exception {
        HttpResponse<String> answer = chat("too-new", false);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body())
                .contains("version_held")
                .contains("No endpoint of the route too-new" + tests + " serves only " + OLD)
                .contains("dated" + tests + " serves " + NEW);
        assertThat(header(answer, "fleetward-attempts")).isEqualTo("0");
        assertThat(header(answer, "x-should-retry")).isEqualTo("false");
    }

    private static JsonNode decide(String verb, String route, String more) throws Exception {
        return fleet.adminPost(
                "/v1/routes/" + route + tests + "/versions/" + verb,
                "{\"version\":\"" + NEW + "\"" + more + "}");
    }

    private static void evaluated(int passed) throws Exception {
        String run =
                fleet.adminPost(
                                "/v1/evaluations",
                                "{\"suite\":\"smoke\",\"feature\":\"tester\",\"route\":\"too-new"
                                        + tests
                                        + "\"}")
                        .path("run")
                        .asString("");
        fleet.adminPost(
                "/v1/evaluations/" + run + "/results",
                "{\"endpoint\":\"dated"
                        + tests
                        + "\",\"version\":\""
                        + NEW
                        + "\",\"passed\":"
                        + passed
                        + ",\"samples\":10,\"planned\":10,\"thresholdPpm\":900000}");
        fleet.adminPost("/v1/evaluations/" + run + "/end", "{}");
    }

    @Test
    void aVersionIsPromotedOnceItsSuitePassesAndStaysSoAfterARestart() throws Exception {
        serve("openai-a", NEW, null);
        assertThat(decide("promote", "too-new", ",\"eval\":\"smoke\"").toString())
                .contains("suite smoke was never run on route too-new" + tests);
        evaluated(8);
        assertThat(decide("promote", "too-new", ",\"eval\":\"smoke\"").toString())
                .contains("8 of 10 samples passed, 90% had to");
        assertThat(chat("too-new", false).statusCode()).isEqualTo(503);
        evaluated(9);
        assertThat(decide("promote", "too-new", ",\"eval\":\"smoke\"").path("verdict").asString(""))
                .isEqualTo("promoted");
        assertThat(chat("too-new", true).statusCode()).isEqualTo(200);
        fleet.restart();
        assertThat(chat("too-new", true).statusCode()).isEqualTo(200);
        assertThat(decide("forget", "too-new", "").path("verdict").asString(""))
                .isEqualTo("promoted");
        assertThat(chat("too-new", true).statusCode()).isEqualTo(503);
    }

    @Test
    void aVersionThatIsHeldMeetsNotEvenTheCanary() throws Exception {
        serve("openai-a", NEW, null);
        assertThat(chat("held-and-canary", false).statusCode()).isEqualTo(200);
        decide("hold", "held-and-canary", ",\"reason\":\"it drifts\"");
        assertThat(chat("held-and-canary", false).statusCode()).isIn(502, 503);
        decide("forget", "held-and-canary", "");
        assertThat(chat("held-and-canary", false).statusCode()).isEqualTo(200);
        assertThat(decide("promote", "at-home", "").toString()).contains("takes any version");
    }

    @Test
    void endpointsSayWhichRoutesHoldThem() throws Exception {
        assertThat(fleet.admin("/v1/endpoints/dated" + tests).path("held").toString())
                .contains("held by route too-new" + tests + ": serves " + NEW);
        assertThat(fleet.admin("/v1/versions").path("routes").toString())
                .contains("\"name\":\"too-new" + tests + "\"")
                .contains("only " + OLD);
    }

    @Test
    void theFallbackTakesWhatNoVersionOfItsOwnRouteMay() throws Exception {
        HttpResponse<String> answer = chat("too-new-falls-back", true);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "fleetward-endpoint")).isEqualTo("c" + tests);
        serve("anthropic-a", NEXT_SONNET, null);
        assertThat(header(chat("too-new-falls-back", true), "fleetward-endpoint"))
                .as("the fallback's own policy holds too")
                .isEqualTo("d" + tests);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerFromOutsideTheZoneIsNeverHandedOut(boolean stream) throws Exception {
        fleet.provider("openai-a").versions().set(VersionBoard.Manner.AZURE);
        serve("openai-a", OLD, "West Europe");
        HttpResponse<String> answer = chat("at-home", stream);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "fleetward-endpoint")).isEqualTo("b" + tests);
        assertThat(attempts(answer)).contains("outside_zone");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whereAllAnswerFromOutsideTheCallFails(boolean stream) throws Exception {
        serve("anthropic-a", SONNET, "eu");
        serve("anthropic-b", SONNET, "eu");
        HttpResponse<String> answer = ask("/v1/messages", "at-home-claude", stream);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
        assertThat(answer.body()).contains("answered from eu, outside of us");
        assertThat(header(answer, "fleetward-attempts")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAreaThatReachesOutOfTheZoneIsHeldBackToo(boolean stream) throws Exception {
        serve("anthropic-a", SONNET, "global");
        HttpResponse<String> answer = ask("/v1/messages", "at-home-claude", stream);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "fleetward-endpoint")).isEqualTo("d" + tests);
        assertThat(attempts(answer)).contains("outside_zone");
        serve("anthropic-b", SONNET, "global");
        HttpResponse<String> none = ask("/v1/messages", "at-home-claude", stream);
        assertThat(none.statusCode()).isEqualTo(502);
        assertThat(none.body())
                .contains("answered from somewhere in global, which reaches out of us");
    }

    @Test
    void aRegionThatLiesInTheZoneIsTakenAtItsWord() throws Exception {
        serve("anthropic-a", SONNET, "us");
        HttpResponse<String> answer = ask("/v1/messages", "at-home-claude", true);
        assertThat(header(answer, "fleetward-endpoint")).isEqualTo("c" + tests);
    }

    @Test
    void anEndpointThatShowedAnotherVersionIsLeftOutFromThenOn() throws Exception {
        serve("openai-a", NEW, null);
        assertThat(header(chat("held", true), "fleetward-attempts")).isEqualTo("2");
        awaitHeld("a", "held");
        HttpResponse<String> next = chat("held", true);
        assertThat(header(next, "fleetward-attempts")).isEqualTo("1");
        assertThat(header(next, "fleetward-endpoint")).isEqualTo("b" + tests);
        HttpResponse<String> alone = chat("held-alone", true);
        assertThat(alone.statusCode()).isEqualTo(503);
        assertThat(alone.body()).contains("version_held").contains("a" + tests + " serves " + NEW);
    }

    @Test
    void commonTakesANewVersionOnceAllItsEndpointsShowedIt() throws Exception {
        chat("alike-a", true);
        chat("alike-b", true);
        serve("openai-a", NEW, null);
        chat("alike-a", true);
        awaitHeld("a", "alike");
        assertThat(header(chat("alike", true), "fleetward-endpoint")).isEqualTo("b" + tests);
        serve("openai-b", NEW, null);
        chat("alike-b", true);
        TestFleet.await("it is common", () -> !isHeld("a", "alike") && !isHeld("b", "alike"));
        HttpResponse<String> promoted = chat("alike", true);
        assertThat(header(promoted, "fleetward-endpoint")).isEqualTo("a" + tests);
        assertThat(header(promoted, "fleetward-model-served")).isEqualTo(NEW);
    }

    /// What the fleet learns of a call comes through the ledger.
    private static void awaitHeld(String endpoint, String route) throws Exception {
        TestFleet.await(endpoint + " is held by " + route, () -> isHeld(endpoint, route));
    }

    private static boolean isHeld(String endpoint, String route) {
        try {
            return fleet.admin("/v1/endpoints/" + endpoint + tests)
                    .path("held")
                    .toString()
                    .contains("held by route " + route + tests + ": serves " + NEW);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSdksGetTheVersionThatIsAllowedAndDoNotRepeatWhatIsHeld() throws Exception {
        serve("openai-a", NEW, null);
        serve("anthropic-a", NEXT_SONNET, null);
        OpenAIClient openAi = Sdks.openAi(fleet, fleet.key(), 2);
        AnthropicClient anthropic = Sdks.anthropic(fleet, fleet.key(), 2);
        try {
            ChatCompletionCreateParams.Builder chat =
                    ChatCompletionCreateParams.builder().addUserMessage("[[output=5]]");
            try (var stream =
                    openAi.chat()
                            .completions()
                            .createStreaming(chat.model("held" + tests).build())) {
                assertThat(stream.stream().map(it -> it.model()).distinct()).containsExactly(OLD);
            }
            assertThat(
                            anthropic
                                    .messages()
                                    .create(
                                            MessageCreateParams.builder()
                                                    .model("held-claude" + tests)
                                                    .maxTokens(9)
                                                    .addUserMessage("[[output=5]]")
                                                    .build())
                                    .model()
                                    .asString())
                    .isEqualTo(SONNET);
            long before = fleet.node().view().counters().calls();
            assertThatThrownBy(() ->
                            openAi.chat()
                                    .completions()
                                    .create(chat.model("too-new" + tests).build()))
                    .isInstanceOf(InternalServerException.class)
                    .hasMessageContaining("serves only " + OLD);
            assertThat(fleet.node().view().counters().calls() - before).isEqualTo(1);
        } finally {
            openAi.close();
            anthropic.close();
        }
    }
}
