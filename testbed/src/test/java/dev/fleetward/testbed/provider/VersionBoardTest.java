package dev.fleetward.testbed.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.testbed.engine.Profile;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class VersionBoardTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static SimulatedProvider start() throws Exception {
        return SimulatedProvider.start(
                        VERTX,
                        Settings.standard().withProfile(Profile.INSTANT).withRegion("eastus2"))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static HttpResponse<String> versions(SimulatedProvider provider, String body)
            throws Exception {
        return Call.CLIENT.send(
                HttpRequest.newBuilder(URI.create(provider.url() + "/sim/versions"))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> ask(SimulatedProvider provider, String path, String body)
            throws Exception {
        return Call.CLIENT.send(
                Call.post(provider, path, body), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void sharesOfAMixAreMet() {
        VersionBoard board = new VersionBoard(5);
        board.set("a=95%,b=5%");
        int rare = 0;
        for (int i = 0; i < 10_000; i++) {
            VersionBoard.Line line = Objects.requireNonNull(board.draw());
            rare += "b".equals(line.model()) ? 1 : 0;
        }
        assertThat(rare).isBetween(420, 580);
    }

    @Test
    void aMixThatIsNotWholeIsRefused() {
        assertThatThrownBy(() -> VersionBoard.parse("a=95%,b=4%"))
                .hasMessage("versions: 99% (expected: shares of 100% together)");
        assertThat(VersionBoard.parse("")).isEmpty();
        assertThat(VersionBoard.parse("a"))
                .extracting(VersionBoard.Line::model)
                .containsExactly("a");
    }

    @Test
    void theControlPathChangesWhatServesWhileItRuns() throws Exception {
        SimulatedProvider provider = start();
        String chat = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        JsonNode before = Call.JSON.readTree(ask(provider, "/v1/chat/completions", chat).body());
        assertThat(before.path("model").asString()).isEqualTo("m");
        assertThat(
                        versions(
                                        provider,
                                        """
                                        {"versions":[{"model":"m-2026-01-01","region":"West US 3","fingerprint":"fp_2"}],"manner":"azure"}
                                        """)
                                .statusCode())
                .isEqualTo(200);
        HttpResponse<String> after = ask(provider, "/v1/chat/completions", chat);
        JsonNode body = Call.JSON.readTree(after.body());
        assertThat(body.path("model").asString()).isEqualTo("m-2026-01-01");
        assertThat(body.path("system_fingerprint").asString()).isEqualTo("fp_2");
        assertThat(after.headers().firstValue("x-ms-region")).contains("West US 3");
        assertThat(after.headers().firstValue("x-ms-deployment-name")).contains("m");
        assertThat(after.headers().firstValue("azureml-model-session")).contains("fp_2");
        HttpResponse<String> responses =
                ask(provider, "/v1/responses", "{\"model\":\"m\",\"input\":\"hi\"}");
        assertThat(Call.JSON.readTree(responses.body()).path("model").asString()).isEqualTo("m");
        assertThat(responses.headers().firstValue("x-ms-served-model")).contains("m-2026-01-01");
        assertThat(provider.versions().lines()).hasSize(1);
        provider.versions().set(List.of());
        provider.versions().set(VersionBoard.Manner.BY_PATH);
        assertThat(ask(provider, "/v1/chat/completions", chat).headers().firstValue("x-ms-region"))
                .isEmpty();
    }

    @Test
    void aWrongOrderChangesNothing() throws Exception {
        SimulatedProvider provider = start();
        versions(provider, "{\"versions\":[\"a=100%\"]}");
        assertThat(versions(provider, "{\"versions\":[\"b=40%\"]}").statusCode()).isEqualTo(400);
        assertThat(versions(provider, "{\"manner\":\"odd\"}").body()).contains("expected: by-path");
        assertThat(provider.versions().lines())
                .extracting(VersionBoard.Line::model)
                .containsExactly("a");
    }
}
