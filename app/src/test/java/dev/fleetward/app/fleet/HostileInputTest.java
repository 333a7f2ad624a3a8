package dev.fleetward.app.fleet;

import static dev.fleetward.app.fleet.RawCaller.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.RawCaller.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What strangers put into bodies, headers and keys. After each the gateway holds nothing and
/// serves on.
class HostileInputTest {
    private static final String OPENAI = "/v1/chat/completions";
    private static final String ANTHROPIC = "/v1/messages";
    private static final String HELLO =
            "{\"model\":\"openai-a\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi [[output=2]]\"}]}";

    private static StandInProvider rogue;
    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        rogue =
                StandInProvider.answering(
                        200,
                        """
                        {"id":"c","object":"chat.completion","created":1,
                         "model":"gpt\\r\\nset-cookie: a=b\\u00e9",
                         "choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],
                         "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
                        """);
        fleet = TestFleet.start(yaml -> rogue.in(yaml, "rogue", ""));
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
        rogue.close();
    }

    @AfterEach
    void holdsNothingAndServesOn() throws Exception {
        AtRest.check(fleet);
    }

    @Test
    void answersInvalidJsonInTheCallersDialect() throws Exception {
        for (String body :
                List.of(
                        "",
                        "{",
                        "nonsense",
                        "[]",
                        "\"text\"",
                        "null",
                        "{}",
                        "{\"model\":7}",
                        "{\"model\":\"openai-a\",}",
                        "{'model':'openai-a'}",
                        "{\"model\":\"openai-a\"} {}",
                        "{\"model\":\"\"}",
                        "{\"model\":\"openai-a\",\"stream\":\"yes\"}")) {
            bothAnswer(400, body);
        }
    }

    @Test
    void answersBytesThatAreNoUtf8() throws Exception {
        for (String bytes : List.of("\u00c3(", "\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080")) {
            String body =
                    "{\"model\":\"openai-a\",\"messages\":[{\"role\":\"user\",\"content\":\""
                            + bytes
                            + "\"}]}";
            for (String path : List.of(OPENAI, ANTHROPIC)) {
                expectError(path, 400, latin1(path, fleet.key(), body));
            }
        }
    }

    @Test
    void answersDuplicateKeys() throws Exception {
        bothAnswer(400, "{\"model\":\"openai-a\",\"model\":\"only-other\",\"messages\":[]}");
        bothAnswer(400, "{\"model\":\"openai-a\",\"mod\\u0065l\":\"only-other\",\"messages\":[]}");
    }

    @Test
    void answersTenThousandLevels() throws Exception {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        bothAnswer(400, "{\"model\":\"openai-a\",\"messages\":" + deep + "}");
        bothAnswer(400, "{\"model\":\"openai-a\",\"messages\":" + "{\"a\":".repeat(10_000));
    }

    /// The caller goes on sending all the while, and still reads its answer.
    @Test
    void answersFiftyMegabytesWhileTheyAreSent() throws Exception {
        byte[] piece = new byte[1 << 16];
        Arrays.fill(piece, (byte) ' ');
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            try (RawCaller caller = new RawCaller(fleet.url())) {
                caller.send(head(path, "content-length: " + (50 << 20)));
                caller.sendUntilRefused(piece, 50L << 20);
                expectError(path, 413, caller.answer());
                assertThat(caller.isClosed()).isTrue();
            }
        }
    }

    @Test
    void answersAnEndlessChunkedBody() throws Exception {
        byte[] piece = ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (RawCaller caller = new RawCaller(fleet.url())) {
            caller.send(head(ANTHROPIC, "transfer-encoding: chunked"));
            caller.sendUntilRefused(piece, 40L << 20);
            expectError(ANTHROPIC, 413, caller.answer());
        }
    }

    @Test
    void answersAWrongKeyLikeAMissingOne() throws Exception {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            String missing = anonymous(path, "");
            for (String header :
                    List.of(
                            "authorization: Bearer fw-wrong",
                            "authorization: Bearer",
                            "authorization: Basic " + fleet.key(),
                            "authorization: " + fleet.key(),
                            "x-api-key: " + fleet.key() + "x",
                            "x-api-key: ",
                            "api-key: \u00e4\u00f6",
                            "authorization: Bearer " + "k".repeat(9_000))) {
                assertThat(anonymous(path, header + "\r\n"))
                        .as(header.substring(0, Math.min(60, header.length())))
                        .isEqualTo(missing);
            }
        }
    }

    /// Status, headers and body of an answer to a caller without a key, but for the call's id.
    private static String anonymous(String path, String header) throws IOException {
        try (RawCaller caller = new RawCaller(fleet.url())) {
            Answer answer =
                    caller.send("POST %s HTTP/1.1\r\nhost: fleet\r\n%scontent-length: 2\r\n\r\n{}"
                                    .formatted(path, header))
                            .answer();
            expectError(path, 401, answer);
            return answer.toString().replace(answer.header("fleetward-call-id"), "");
        }
    }

    @Test
    void refusesAKeyOfAnotherFeaturesRoute() throws Exception {
        bothAnswer(403, HELLO.replace("openai-a", "only-other"));
        try (RawCaller caller = new RawCaller(fleet.url())) {
            String body = HELLO;
            expectError(
                    OPENAI, 403, caller.send(post(OPENAI, fleet.key("other"), body)).answer());
        }
    }

    @Test
    void answersAnUnknownModelWithoutRepeatingIt() throws Exception {
        for (String model :
                List.of(
                        "no-such-model",
                        "openai-a\\r\\nset-cookie: stolen=1",
                        "openai-a\\u0000",
                        "../../admin",
                        "\\ud83d\\ude00",
                        "\\ud83d")) {
            for (String path : List.of(OPENAI, ANTHROPIC)) {
                Answer answer = call(path, "", HELLO.replace("openai-a", model));
                assertThat(answer.status()).as(model).isIn(400, 404);
                assertThat(answer.headers()).doesNotContainKey("set-cookie");
                assertThat(answer.toString()).doesNotContain("stolen", "no-such-model");
                expectError(path, answer.status(), answer);
            }
        }
        bothAnswer(400, HELLO.replace("openai-a", "m".repeat(5_000)));
    }

    /// The names of models come from providers too.
    @Test
    void writesNoLineEndThatAProviderChose() throws Exception {
        Answer answer = call(OPENAI, "", HELLO.replace("openai-a", "rogue"));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers()).doesNotContainKey("set-cookie");
        assertThat(answer.header("fleetward-model-served")).isEqualTo("gpt??set-cookie: a=b?");
    }

    @Test
    void refusesLabelsThatAreNoPlainText() throws Exception {
        for (String name : List.of("tenant", "session", "job", "origin", "class")) {
            for (String value : List.of("a\tb", "\u00e9t\u00e9", "x".repeat(129))) {
                for (String path : List.of(OPENAI, ANTHROPIC)) {
                    Answer answer =
                            call(path, "fleetward-" + name + ": " + value + "\r\n", HELLO);
                    expectError(path, 400, answer);
                    assertThat(answer.body()).contains("fleetward-" + name);
                }
            }
        }
    }

    @Test
    void refusesDeadlinesThatAreNoTime() throws Exception {
        for (String value : List.of("0", "-5", "soon", "99999999999999999999", "1e3")) {
            expectError(
                    OPENAI, 400, call(OPENAI, "fleetward-deadline-ms: " + value + "\r\n", HELLO));
        }
    }

    @Test
    void doesNotPassOnWhatACallerHidesInAHeader() throws Exception {
        try (RawCaller caller = new RawCaller(fleet.url())) {
            // A bare line feed, or an obsolete fold, must not become a header of its own.
            caller.send(
                    post(OPENAI, fleet.key(), "openai-beta: a\r\n x-api-key: forged\r\n", HELLO));
            assertThat(caller.answer().status()).isIn(200, 400);
        }
    }

    private static void bothAnswer(int status, String body) throws IOException {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            expectError(path, status, call(path, "", body));
        }
    }

    private static Answer call(String path, String more, String body) throws IOException {
        try (RawCaller caller = new RawCaller(fleet.url())) {
            return caller.send(post(path, fleet.key(), more, body)).answer();
        }
    }

    private static Answer latin1(String path, String key, String body) throws IOException {
        try (RawCaller caller = new RawCaller(fleet.url())) {
            return caller.send(head(path, "content-length: " + body.length()) + body).answer();
        }
    }

    private static String head(String path, String framing) {
        return "POST %s HTTP/1.1\r\nhost: fleet\r\nauthorization: Bearer %s\r\n%s\r\n\r\n"
                .formatted(path, fleet.key(), framing);
    }

    static void expectError(String path, int status, Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("application/json");
        JsonNode json = answer.json();
        assertThat(json.at("/error/message").asString("")).isNotBlank();
        assertThat(json.at("/error/type").asString("")).isNotBlank();
        assertThat(json.path("type").asString(""))
                .as("the dialect of " + path)
                .isEqualTo(path.equals(ANTHROPIC) ? "error" : "");
    }
}
