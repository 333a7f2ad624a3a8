package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.cli.FleetwardCommands;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.SystemClock;
import dev.fleetward.app.terminal.Screen;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HTTP/2 and TLS, towards callers and towards providers.
class TransportTest {
    private static final long LIMIT = 10;
    private static final String ANSWER =
            """
            {"id":"c","object":"chat.completion","created":1,"model":"gpt-4o-served",
             "choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}
            """;

    @TempDir Path folder;
    private Vertx vertx;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().await(LIMIT, TimeUnit.SECONDS);
    }

    /// One stream's fault must not end the others on its connection.
    @Test
    void anErrorOnOneStreamLeavesTheOthersOfItsConnectionAlone() throws Exception {
        TestCertificate tls = TestCertificate.create(folder);
        String limits = "limits: { requestBody: 64KiB, bodyTime: 500ms }\n";
        try (TestFleet fleet = TestFleet.start(yaml -> withTls(yaml, tls) + limits)) {
            HttpClient client = client(tls, HttpVersion.HTTP_2);
            var stream = client.request(post(fleet.url())).await(LIMIT, TimeUnit.SECONDS);
            stream.putHeader("authorization", "Bearer " + fleet.key());
            var wholeStream = stream.send(body(true, 200)).compose(HttpClientResponse::body);
            stream.response().await(LIMIT, TimeUnit.SECONDS);

            var tooLarge = client.request(post(fleet.url())).await(LIMIT, TimeUnit.SECONDS);
            tooLarge.putHeader("authorization", "Bearer " + fleet.key());
            tooLarge.setChunked(true);
            tooLarge.write(Buffer.buffer(new byte[100 << 10]));
            String refused =
                    tooLarge.response()
                            .compose(answer ->
                                    answer.body().map(body -> answer.statusCode() + " " + body))
                            .await(LIMIT, TimeUnit.SECONDS);
            assertThat(refused).startsWith("413 ").contains("\"request_too_large\"");

            var slow = client.request(post(fleet.url())).await(LIMIT, TimeUnit.SECONDS);
            slow.putHeader("authorization", "Bearer " + fleet.key());
            slow.setChunked(true);
            slow.write("{");
            assertThat(slow.response().await(LIMIT, TimeUnit.SECONDS).statusCode()).isEqualTo(408);

            assertThat(tooLarge.connection()).isSameAs(stream.connection());
            assertThat(wholeStream.await(LIMIT, TimeUnit.SECONDS).toString())
                    .endsWith("data: [DONE]\n\n");
            AtRest.holdsNothing(fleet);
        }
    }

    @Test
    void aStreamThatIsResetIsAHangUpAndItsConnectionIdlesOut() throws Exception {
        TestCertificate tls = TestCertificate.create(folder);
        String limits = "limits: { idleTime: 500ms }\n";
        try (TestFleet fleet = TestFleet.start(yaml -> withTls(yaml, tls) + limits)) {
            HttpClient client = client(tls, HttpVersion.HTTP_2);
            var stream = client.request(post(fleet.url())).await(LIMIT, TimeUnit.SECONDS);
            stream.putHeader("authorization", "Bearer " + fleet.key());
            stream.send(body(true, 50)).await(LIMIT, TimeUnit.SECONDS);
            stream.reset();

            AtRest.holdsNothing(fleet);
            AtRest.connectionsAtMost(fleet, 0);
            servesManyAtOnce(client, fleet.url(), fleet.key());
            AtRest.connectionsAtMost(fleet, 0);
        }
    }

    @Test
    void servesTlsOverBothVersions() throws Exception {
        TestCertificate tls = TestCertificate.create(folder);
        try (TestFleet fleet = TestFleet.start(yaml -> withTls(yaml, tls))) {
            assertThat(fleet.url().getScheme()).isEqualTo("https");
            for (HttpVersion version : List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)) {
                HttpClient client = client(tls, version);
                servesManyAtOnce(client, fleet.url(), fleet.key());
            }
            try (RawCaller plain = new RawCaller(fleet.url())) {
                plain.send("GET /healthz HTTP/1.1\r\nhost: fleet\r\n\r\n");
                assertThat(plain.isClosed()).as("plain text is not answered").isTrue();
            }
            AtRest.holdsNothing(fleet);
        }
    }

    private HttpClient client(TestCertificate tls, HttpVersion version) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setProtocolVersion(version)
                        .setTrustOptions(
                                new PemTrustOptions().addCertPath(tls.certificate().toString())),
                new PoolOptions().setHttp2MaxSize(1));
    }

    private static String withTls(String yaml, TestCertificate tls) {
        return yaml.replace(
                "admin: \"127.0.0.1:0\" }",
                "admin: \"127.0.0.1:0\", tls: { certificate: \"%s\", key: \"%s\" } }"
                        .formatted(tls.certificate(), tls.key()));
    }

    @Test
    void anEvalSuiteTrustsTheCertificateThatItsNodeSignedItself() throws Exception {
        TestCertificate tls = TestCertificate.create(folder);
        try (TestFleet fleet = TestFleet.start(yaml -> withTls(yaml, tls))) {
            fleet.node().announce(null, List.of());
            Files.writeString(
                    fleet.folder().resolve("words.yaml"),
                    """
                    name: words
                    route: openai
                    feature: tester
                    defaults: { maxTokens: 20, samples: 1 }
                    budget: 0.50 USD
                    cases: [{ name: word, prompt: "Say something.", checks: [{ notRefused: true }] }]
                    """);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
            int exitCode =
                    FleetwardCommands.run(
                            new Host(
                                    printed,
                                    printed,
                                    Map.of(),
                                    fleet.folder(),
                                    new SystemClock(),
                                    Screen.PLAIN),
                            "eval",
                            "words.yaml",
                            "--data",
                            "data");
            assertThat(exitCode).as(out.toString(StandardCharsets.UTF_8)).isZero();
        }
    }

    @Test
    void callsEndpointsOverHttp2AndTlsAndRefusesAnUnknownCertificate() throws Exception {
        TestCertificate tls = TestCertificate.create(folder);
        List<String> seen = new CopyOnWriteArrayList<>();
        HttpServerOptions secure =
                new HttpServerOptions()
                        .setSsl(true)
                        .setUseAlpn(true)
                        .setKeyCertOptions(
                                new PemKeyCertOptions()
                                        .setCertPath(tls.certificate().toString())
                                        .setKeyPath(tls.key().toString()));
        try (StandInProvider tlsProvider =
                        StandInProvider.start(secure, request -> answer(request, seen));
                StandInProvider clear =
                        StandInProvider.start(
                                new HttpServerOptions(), request -> answer(request, seen))) {
            try (TestFleet fleet =
                    TestFleet.start(yaml -> tlsProvider.in(yaml, "tls2", ", http2: true"))) {
                var refused = fleet.send(fleet.post("/v1/chat/completions", json("tls2")).build());
                assertThat(refused.statusCode()).as(refused.body()).isIn(502, 503);
                assertThat(seen).as("nothing is sent to who cannot prove its name").isEmpty();
                AtRest.holdsNothing(fleet);
            }
            System.setProperty("javax.net.ssl.trustStore", tls.store().toString());
            System.setProperty("javax.net.ssl.trustStorePassword", TestCertificate.PASSWORD);
            try (TestFleet fleet =
                    TestFleet.start(yaml ->
                            tlsProvider.in(
                                    tlsProvider.in(
                                            clear.in(yaml, "clear2", ", http2: true"),
                                            "tls2",
                                            ", http2: true"),
                                    "tls1",
                                    ""))) {
                for (String route : List.of("tls2", "tls1", "clear2")) {
                    var answer =
                            fleet.send(fleet.post("/v1/chat/completions", json(route)).build());
                    assertThat(answer.statusCode()).as(route + answer.body()).isEqualTo(200);
                    assertThat(answer.headers().firstValue("fleetward-model-served"))
                            .contains("gpt-4o-served");
                }
                assertThat(seen).containsExactly("HTTP_2 https", "HTTP_1_1 https", "HTTP_2 http");
            } finally {
                System.clearProperty("javax.net.ssl.trustStore");
                System.clearProperty("javax.net.ssl.trustStorePassword");
            }
        }
    }

    private static void answer(io.vertx.core.http.HttpServerRequest request, List<String> seen) {
        seen.add(request.version() + " " + request.scheme());
        request.response().putHeader("content-type", "application/json").end(ANSWER);
    }

    private static void servesManyAtOnce(HttpClient client, URI url, String key) throws Exception {
        List<io.vertx.core.Future<Buffer>> bodies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean stream = i % 2 == 0;
            bodies.add(
                    client.request(post(url))
                            .compose(request ->
                                    request.putHeader("authorization", "Bearer " + key)
                                            .send(body(stream, 3)))
                            .compose(HttpClientResponse::body));
        }
        for (int i = 0; i < 20; i++) {
            String body = bodies.get(i).await(LIMIT, TimeUnit.SECONDS).toString();
            assertThat(body).contains(i % 2 == 0 ? "data: [DONE]" : "\"completion_tokens\":3");
        }
        HttpClientResponse wrong =
                client.request(post(url))
                        .compose(request -> request.send(body(false, 1)))
                        .await(LIMIT, TimeUnit.SECONDS);
        assertThat(wrong.statusCode()).isEqualTo(401);
    }

    private static RequestOptions post(URI url) {
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost("localhost")
                .setPort(url.getPort())
                .setURI("/v1/chat/completions");
    }

    private static String json(String route) {
        return "{\"model\":\""
                + route
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private static String body(boolean stream, int tokens) {
        return "{\"model\":\"openai-a\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi [[output=%d]]\"}]}"
                .formatted(stream, tokens);
    }
}
