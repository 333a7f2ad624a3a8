package dev.fleetward.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `/v1/slow`, `/v1/deploys` and `/v1/seasons` from outside. The clock stands at
/// 2026-09-21T14:13:20Z.
@NullUnmarked
class SeasonRoutesTest {
    @TempDir Path folder;

    private final FakeFleet fleet = new FakeFleet();
    private final HttpClient client = HttpClient.newHttpClient();
    private AdminToken token;
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        serve(folder);
    }

    private void serve(Path rows) throws Exception {
        token = AdminToken.loadOrCreate(folder, new Random(1));
        server =
                AdminServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        token,
                        fleet.sources(Files.createDirectories(folder.resolve("scratch")), rows));
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        fleet.close();
        client.close();
    }

    private HttpResponse<String> send(String path, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                        .header("authorization", "Bearer " + token.reveal());
        return client.send(
                (body == null
                                ? request.GET()
                                : request.POST(HttpRequest.BodyPublishers.ofString(body)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode get(String path) throws Exception {
        HttpResponse<String> answer = send(path, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private void assertRefused(String path, String body, String words) throws Exception {
        HttpResponse<String> answer = send(path, body);
        assertThat(answer.statusCode()).as(path + " " + body + answer.body()).isEqualTo(400);
        assertThat(JsonMapper.shared().readTree(answer.body()).at("/error/message").asString(""))
                .as(path + " " + body)
                .contains(words);
    }

    @Test
    void slowRefusesWhatItCannotAnswerAndSaysWhatItTakes() throws Exception {
        assertRefused(
                "/v1/slow?feature=ff", null, "no feature is called \"ff\" (did you mean \"f\"?)");
        assertRefused("/v1/slow?feature=mail", null, "\"mail\" (expected: one of [f])");
        assertRefused("/v1/slow?route=rr", null, "no route is called \"rr\" (did you mean \"r\"?)");
        assertRefused("/v1/slow?route=", null, "no route is called \"\"");
        assertRefused(
                "/v1/slow?from=2026-09-21T14:13:20Z",
                null,
                "from (expected: in the past, at most 21 hours ago)");
        assertRefused("/v1/slow?from=2026-09-20T17:13:19Z", null, "at most 21 hours ago");
        assertRefused("/v1/slow?from=nine", null, "from (expected: 2026-01-31");
        assertRefused("/v1/slow?zone=Mars", null, "zone (expected: one such as Europe/Berlin)");
        assertRefused("/v1/slow?since=2h", null, "an unknown parameter");
        assertRefused("/v1/slow?route=r&route=r", null, "stands twice");
    }

    @Test
    void slowWithoutAnyMemorySaysThatItIsBeingRead() throws Exception {
        JsonNode answer =
                get("/v1/slow?route=r&feature=f&from=2026-09-20T17:13:20Z&zone=America/New_York");
        assertThat(answer.at("/state/known").asBoolean(true)).isFalse();
        assertThat(answer.at("/state/trouble").asString("")).contains("are being read");
        assertThat(answer.path("route").asString("")).isEqualTo("r");
        assertThat(answer.path("feature").asString("")).isEqualTo("f");
        assertThat(answer.path("zone").asString("")).isEqualTo("America/New_York");
        assertThat(answer.has("verdict")).isFalse();
        assertThat(answer.path("marksTrouble").isNull()).isTrue();
    }

    @Test
    void deploysAreMarkedAndListedTheLatestFirst() throws Exception {
        for (String at : new String[] {"13:00:00", "14:00:00", "14:13:20"}) {
            HttpResponse<String> marked =
                    send(
                            "/v1/deploys",
                            "{\"name\":\"v-"
                                    + at
                                    + "\",\"feature\":\"f\",\"note\":\"  why \",\"at\":\"2026-09-21T"
                                    + at
                                    + "Z\"}");
            assertThat(marked.statusCode()).as(marked.body()).isEqualTo(200);
        }
        JsonNode listed = get("/v1/deploys?limit=2").path("deploys");
        assertThat(listed).hasSize(2);
        assertThat(listed.at("/0/name").asString("")).isEqualTo("v-14:13:20");
        assertThat(listed.at("/0/note").asString("")).isEqualTo("why");
        assertThat(listed.at("/1/at").asString("")).startsWith("2026-09-21T14:00");
        assertThat(get("/v1/deploys?since=2026-09-21T13:30:00Z").path("deploys")).hasSize(2);
        assertThat(get("/v1/deploys?since=2026-09-22").path("deploys")).isEmpty();
        JsonNode marks = get("/v1/slow?from=2026-09-21T14:00:00Z").path("marks");
        assertThat(marks).hasSize(3);
        assertThat(marks.at("/0/features/0").asString("")).isEqualTo("f");
    }

    @Test
    void deploysRefuseWhatIsNoMark() throws Exception {
        assertRefused("/v1/deploys", "{}", "the member name is missing");
        assertRefused("/v1/deploys", "{\"name\":\" \"}", "the member name is missing");
        assertRefused(
                "/v1/deploys",
                "{\"name\":\"" + "a".repeat(101) + "\"}",
                "name (expected: a line of at most 100 characters)");
        assertRefused("/v1/deploys", "{\"name\":\"a\\nb\"}", "name (expected: a line");
        assertRefused(
                "/v1/deploys",
                "{\"name\":\"a\",\"note\":\"" + "n".repeat(501) + "\"}",
                "note (expected: a line of at most 500");
        assertRefused(
                "/v1/deploys", "{\"name\":\"a\",\"feature\":\"g\"}", "no feature is called \"g\"");
        assertRefused(
                "/v1/deploys",
                "{\"name\":\"a\",\"at\":\"2026-09-21T14:20:00Z\"}",
                "at (expected: not in the future)");
        assertRefused(
                "/v1/deploys", "{\"name\":\"a\",\"at\":\"noon\"}", "at (expected: 2026-01-31");
        assertRefused("/v1/deploys", "{\"name\":\"a\",\"who\":\"me\"}", "an unknown member");
        assertRefused("/v1/deploys?limit=0", null, "limit (expected: a number, 1..1000)");
        assertRefused("/v1/deploys?limit=1001", null, "limit (expected: a number, 1..1000)");
        assertRefused("/v1/deploys?since=long-ago", null, "since (expected:");
        assertThat(get("/v1/deploys").path("deploys")).isEmpty();
    }

    @Test
    void seasonsRefuseWhatTheyDoNotKnow() throws Exception {
        assertRefused(
                "/v1/seasons?endpoint=ee",
                null,
                "no endpoint is called \"ee\" (did you mean \"e\"?)");
        assertRefused(
                "/v1/seasons?size=tiny",
                null,
                "size (expected: one of [small, medium, large, huge])");
        assertRefused("/v1/seasons?zone=UTC", null, "an unknown parameter");
        assertThat(get("/v1/seasons?endpoint=e&size=huge").path("seasons")).isEmpty();
        assertThat(get("/v1/seasons").at("/state/known").asBoolean(true)).isFalse();
    }

    @Test
    void withoutTheControlStoreMarksAreRefusedAndSlowSaysThatNoneIsKnown() throws Exception {
        stopServing();
        Path rows = Files.createDirectories(folder.resolve("down"));
        Files.createDirectories(rows.resolve("control.db").resolve("in-the-way"));
        serve(rows);

        HttpResponse<String> marked = send("/v1/deploys", "{\"name\":\"v-1\"}");
        assertThat(marked.statusCode()).as(marked.body()).isEqualTo(503);
        assertThat(send("/v1/deploys", null).statusCode()).isEqualTo(503);
        JsonNode answer = get("/v1/slow");
        assertThat(answer.path("marks")).isEmpty();
        assertThat(answer.path("marksTrouble").asString(""))
                .contains("what was deployed is not known, since the control store");
    }

    private void stopServing() {
        server.stop();
    }
}
