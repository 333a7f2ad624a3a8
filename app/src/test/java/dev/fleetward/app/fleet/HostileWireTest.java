package dev.fleetward.app.fleet;

import static dev.fleetward.app.fleet.RawCaller.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.RawCaller.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What strangers do to the framing of HTTP: too slow, too large, twice, or not at all. After each
/// the gateway holds nothing and serves on.
class HostileWireTest {
    private static final String OPENAI = "/v1/chat/completions";
    private static final String ANTHROPIC = "/v1/messages";

    private static TestFleet fleet;

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(
                        "limits: { headerTime: 300ms, bodyTime: 400ms, idleTime: 3s, requestHeaders: 8KiB }",
                        "");
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @AfterEach
    void holdsNothingAndServesOn() throws Exception {
        AtRest.check(fleet);
    }

    @Test
    void closesOnASlowHeaderSender() throws Exception {
        try (RawCaller caller = connect()) {
            caller.send("POST /v1/chat/completions HTTP/1.1\r\nhost: fl");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    void closesOnASlowHeaderSenderAfterAGoodCallToo() throws Exception {
        try (RawCaller caller = connect()) {
            assertThat(caller.send(hello(OPENAI, 1)).answer().status()).isEqualTo(200);
            caller.send("POST /v1/chat/completions HTTP/1.1\r\nhost: fl");
            assertThat(caller.isClosed()).isTrue();
        }
    }

    @Test
    void answersASlowBodySender() throws Exception {
        for (String path : List.of(OPENAI, ANTHROPIC)) {
            try (RawCaller caller = connect()) {
                caller.send(head("POST", path, "content-length: 100") + "{\"model\":");
                HostileInputTest.expectError(path, 408, caller.answer());
            }
        }
    }

    @Test
    void answersPipelinedRequestsInOrderEachWithItsOwn() throws Exception {
        try (RawCaller caller = connect()) {
            StringBuilder all = new StringBuilder();
            for (int tokens = 1; tokens <= 5; tokens++) {
                all.append(hello(tokens % 2 == 0 ? ANTHROPIC : OPENAI, tokens));
            }
            all.append("GET /healthz HTTP/1.1\r\nhost: fleet\r\n\r\n");
            caller.send(all.toString());

            for (int tokens = 1; tokens <= 5; tokens++) {
                Answer answer = caller.answer();
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                String pointer = tokens % 2 == 0 ? "/usage/output_tokens" : "/usage/completion_tokens";
                assertThat(answer.json().at(pointer).asInt()).isEqualTo(tokens);
            }
            assertThat(caller.answer().body()).isEqualTo("ok\n");
        }
    }

    @Test
    void refusesALengthTogetherWithChunks() throws Exception {
        refusedOrOneAnswer(
                "content-length: 5\r\ntransfer-encoding: chunked",
                "0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: fleet\r\n\r\n");
    }

    @Test
    void refusesTwoLengths() throws Exception {
        refusedOrOneAnswer("content-length: 2\r\ncontent-length: 40", "{}");
        refusedOrOneAnswer("content-length: -1", "{}");
        refusedOrOneAnswer("content-length: 2, 3", "{}");
        refusedOrOneAnswer("content-length: 99999999999999999999", "{}");
        refusedOrOneAnswer("transfer-encoding: xchunked", "2\r\n{}\r\n0\r\n\r\n");
        refusedOrOneAnswer("transfer-encoding: chunked", "zz\r\n{}\r\n0\r\n\r\n");
    }

    /// An error, or a hang-up; never a second answer to what stands in the body, and never 200.
    private static void refusedOrOneAnswer(String framing, String body) throws Exception {
        try (RawCaller caller = connect()) {
            caller.send(head("POST", OPENAI, framing) + body);
            String all = caller.everything();
            assertThat(all).as(framing).matches("(?s)|HTTP/1.1 4.*\"error\".*");
            assertThat(all.indexOf("HTTP/1.1", 1)).as(framing + all).isEqualTo(-1);
        }
    }

    @Test
    void refusesWhatIsNoHttp() throws Exception {
        for (String bytes :
                List.of(
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n",
                        "GARBAGE\r\n\r\n",
                        "GET  HTTP/1.1\r\n\r\n",
                        "POST /v1/messages HTTP/1.1\r\nno colon\r\n\r\n",
                        "POST /v1/messages HTTP/1.1\r\nbad name: x\r\n\r\n",
                        "POST /v1/messages HTTP/1.1\r\nx: \u0000\r\n\r\n")) {
            try (RawCaller caller = connect()) {
                caller.send(bytes);
                Answer answer = caller.answer();
                assertThat(answer.status()).as(bytes + answer).isBetween(400, 431);
                assertThat(answer.json().at("/error/message").asString("")).isNotBlank();
                assertThat(caller.isClosed()).isTrue();
            }
        }
    }

    @Test
    void servesOrRefusesBareLineFeedsButNothingBetween() throws Exception {
        try (RawCaller caller = connect()) {
            caller.send("GET /healthz HTTP/1.1\nhost: fleet\n\n");
            assertThat(caller.answer().status()).isIn(200, 400);
        }
    }

    @Test
    void servesHttp10AndClosesAfterIt() throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            try (RawCaller caller = connect()) {
                String body = body(stream, 3);
                caller.send(
                        "POST /v1/chat/completions HTTP/1.0\r\nauthorization: Bearer %s\r\ncontent-length: %d\r\n\r\n%s"
                                .formatted(fleet.key(), body.length(), body));
                Answer answer = caller.answer();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.headers()).doesNotContainKey("transfer-encoding");
                assertThat(answer.body()).contains(stream ? "[DONE]" : "\"completion_tokens\":3");
                assertThat(caller.isClosed()).isTrue();
            }
        }
    }

    @Test
    void answersAHugeRequestLineAndHugeHeaders() throws Exception {
        String line = "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\nhost: fleet\r\n\r\n";
        String header = head("POST", OPENAI, "x-large: " + "a".repeat(100_000));
        String many = head("POST", OPENAI, "x: y\r\n".repeat(20_000) + "a: b");
        for (String request : List.of(line, header, many)) {
            try (RawCaller caller = connect()) {
                caller.sendUntilRefused(request.getBytes(java.nio.charset.StandardCharsets.US_ASCII), 1);
                HostileInputTest.expectError(OPENAI, 413, caller.answer());
                assertThat(caller.isClosed()).isTrue();
            }
        }
    }

    @Test
    void answersOtherMethodsAndPaths() throws Exception {
        for (String method : List.of("GET", "PUT", "OPTIONS", "DELETE", "PATCH", "TRACE", "BREW")) {
            for (String path : List.of(OPENAI, ANTHROPIC)) {
                try (RawCaller caller = connect()) {
                    Answer answer = caller.send(head(method, path, "content-length: 0")).answer();
                    HostileInputTest.expectError(path, 405, answer);
                    assertThat(answer.header("allow")).isEqualTo("POST");
                }
            }
        }
        for (String path :
                List.of(
                        "/",
                        "/v1",
                        "/v1/chat/completions/",
                        "/v1/../v1/chat/completions",
                        "//v1/chat/completions",
                        "/V1/chat/completions",
                        "/v1/chat%2fcompletions",
                        "/%00",
                        "/v1/status",
                        "*")) {
            try (RawCaller caller = connect()) {
                Answer answer = caller.send(head("POST", path, "content-length: 0")).answer();
                HostileInputTest.expectError(OPENAI, 404, answer);
            }
        }
    }

    @Test
    void answersHeadWithoutABody() throws Exception {
        try (RawCaller caller = connect()) {
            caller.send(head("HEAD", "/healthz", "a: b") + head("HEAD", OPENAI, "a: b"));
            assertThat(headOnly(caller)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(headOnly(caller)).isEqualTo("HTTP/1.1 405 Method Not Allowed");
        }
    }

    private static String headOnly(RawCaller caller) throws Exception {
        String status = caller.line();
        while (!caller.line().isEmpty()) {
            // The headers of an answer to HEAD are those of the answer to GET.
        }
        return status;
    }

    @Test
    void answersAnEndlessBodyToAPathThatIsNone() throws Exception {
        byte[] piece = new byte[1 << 16];
        try (RawCaller caller = connect()) {
            caller.send(head("POST", "/nowhere", "content-length: " + (1L << 33)));
            HostileInputTest.expectError(OPENAI, 404, caller.answer());
            assertThat(caller.sendUntilRefused(piece, 1L << 30)).isLessThan(1L << 30);
        }
    }

    @Test
    void asksForTheBodyOfACallerThatWaitsToBeAsked() throws Exception {
        try (RawCaller caller = connect()) {
            String body = body(false, 2);
            caller.send(
                    head(
                            "POST",
                            OPENAI,
                            "expect: 100-continue\r\ncontent-length: " + body.length()));
            assertThat(caller.answer().status()).isEqualTo(100);
            assertThat(caller.send(body).answer().status()).isEqualTo(200);
        }
    }

    private static RawCaller connect() throws Exception {
        return new RawCaller(fleet.url());
    }

    private static String hello(String path, int tokens) {
        return post(path, fleet.key(), body(false, tokens));
    }

    private static String body(boolean stream, int tokens) {
        return "{\"model\":\"openai-a\",\"stream\":%s,\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"hi [[output=%d]]\"}]}"
                .formatted(stream, tokens);
    }

    private static String head(String method, String path, String more) {
        return "%s %s HTTP/1.1\r\nhost: fleet\r\nauthorization: Bearer %s\r\n%s\r\n\r\n"
                .formatted(method, path, fleet.key(), more);
    }
}
