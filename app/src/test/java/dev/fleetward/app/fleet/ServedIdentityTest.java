package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.provider.VersionBoard;
import dev.fleetward.testbed.provider.VersionBoard.Line;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What callers and the ledger are told of who served, over real sockets.
class ServedIdentityTest {
    private static final String OLD = "gpt-4o-2024-08-06";
    private static final String NEW = "gpt-4o-2024-11-20";
    private static final String SESSION = "d20260721160656-abc";

    private static TestFleet fleet;
    private VersionBoard board;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @BeforeEach
    void plain() {
        board = fleet.provider("openai-a").versions();
        for (String name : List.of("openai-a", "anthropic-a")) {
            fleet.provider(name).versions().set(List.of());
            fleet.provider(name).versions().set(VersionBoard.Manner.BY_PATH);
        }
    }

    private static void serve(
            VersionBoard board,
            @Nullable String model,
            @Nullable String region,
            @Nullable String fingerprint) {
        board.set(List.of(new Line(model, region, fingerprint, Percent.HUNDRED)));
    }

    private static HttpResponse<String> chat(String route) throws Exception {
        return sound(
                "/v1/chat/completions",
                "{\"model\":\""
                        + route
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    private static HttpResponse<String> responses(boolean stream) throws Exception {
        return sound(
                "/v1/responses",
                "{\"model\":\"openai-a\",\"input\":\"hi\",\"stream\":" + stream + "}");
    }

    private static HttpResponse<String> message() throws Exception {
        return sound(
                "/v1/messages",
                "{\"model\":\"anthropic-a\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    private static HttpResponse<String> sound(String path, String body) throws Exception {
        HttpResponse<String> answer = fleet.send(fleet.post(path, body).build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static @Nullable String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    /// Model, region and fingerprint in the ledger's row of a call.
    private static String recorded(HttpResponse<String> answer) throws Exception {
        return fleet.ledger(
                        "select model_served, region_served, fingerprint from events where call_id = '"
                                + header(answer, "fleetward-call-id")
                                + "'")
                .toString();
    }

    @Test
    void anOpenAiAnswerNamesItsVersionAndItsBuildAndNoRegion() throws Exception {
        serve(board, OLD, "East US 2", "fp_old");
        HttpResponse<String> answer = chat("openai-a");
        assertThat(header(answer, "fleetward-model-served")).isEqualTo(OLD);
        assertThat(header(answer, "fleetward-region")).isEqualTo("us");
        assertThat(header(answer, "fleetward-region-source")).isEqualTo("configured");
        assertThat(recorded(answer)).isEqualTo("[[\"" + OLD + "\",null,\"fp_old\"]]");
    }

    @Test
    void anAzureChatAnswerTellsItsRegionInTheHead() throws Exception {
        board.set(VersionBoard.Manner.AZURE);
        serve(board, OLD, "East US 2", SESSION);
        HttpResponse<String> answer = chat("openai-a");
        assertThat(header(answer, "fleetward-model-served")).isEqualTo(OLD);
        assertThat(header(answer, "fleetward-region")).isEqualTo("East US 2");
        assertThat(header(answer, "fleetward-region-source")).isEqualTo("served");
        assertThat(recorded(answer))
                .isEqualTo("[[\"" + OLD + "\",\"East US 2\",\"" + SESSION + "\"]]");
    }

    @Test
    void azuresResponsesNameTheVersionInTheHeadAndTheDeploymentInTheBody() throws Exception {
        board.set(VersionBoard.Manner.AZURE);
        serve(board, OLD, "East US 2", SESSION);
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer = responses(stream);
            assertThat(answer.body()).contains("\"model\":\"gpt-4o\"").doesNotContain(OLD);
            assertThat(header(answer, "fleetward-model-served")).isEqualTo(OLD);
            assertThat(recorded(answer))
                    .isEqualTo("[[\"" + OLD + "\",\"East US 2\",\"" + SESSION + "\"]]");
        }
    }

    @Test
    void aDeploymentsNameIsToldAsNoModel() throws Exception {
        board.set(VersionBoard.Manner.AZURE_WITHOUT_VERSION);
        serve(board, OLD, "East US 2", null);
        HttpResponse<String> answer = responses(false);
        assertThat(header(answer, "fleetward-model-served")).isNull();
        assertThat(recorded(answer)).isEqualTo("[[null,\"East US 2\",null]]");
    }

    @Test
    void anthropicsGeographyIsARegionUnlessItIsNotAvailable() throws Exception {
        VersionBoard anthropic = fleet.provider("anthropic-a").versions();
        serve(anthropic, "claude-sonnet-4-5-20250929", "us", null);
        HttpResponse<String> told = message();
        assertThat(header(told, "fleetward-region-source")).isEqualTo("served");
        assertThat(recorded(told)).isEqualTo("[[\"claude-sonnet-4-5-20250929\",\"us\",null]]");
        serve(anthropic, "claude-sonnet-4-5-20250929", "not_available", null);
        HttpResponse<String> silent = message();
        assertThat(header(silent, "fleetward-region-source")).isEqualTo("configured");
        assertThat(recorded(silent)).isEqualTo("[[\"claude-sonnet-4-5-20250929\",null,null]]");
    }

    @Test
    void aRolloutIsSeenWhileItRuns() throws Exception {
        board.set(OLD + "=50%," + NEW + "=50%");
        List<String> served = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            served.add(String.valueOf(header(chat("openai-a"), "fleetward-model-served")));
        }
        assertThat(served).contains(OLD, NEW).containsOnly(OLD, NEW);
        board.set(NEW);
        assertThat(header(chat("openai-a"), "fleetward-model-served")).isEqualTo(NEW);
    }
}
