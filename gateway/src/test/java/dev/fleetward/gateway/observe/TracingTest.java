package dev.fleetward.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Secret;
import dev.fleetward.core.snapshot.Timeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";

    private final List<OtlpSpan> received = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer collector;
    private URI address;

    @BeforeEach
    void startCollector() throws IOException {
        collector =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext(
                "/v1/traces",
                exchange -> {
                    tokens.add(exchange.getRequestHeaders().getFirst("x-collector-token"));
                    received.addAll(OtlpSpan.readAll(exchange.getRequestBody().readAllBytes()));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.createContext(
                "/stuck",
                exchange -> {
                    try {
                        release.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        collector.setExecutor(threads);
        collector.start();
        address = URI.create("http://127.0.0.1:" + collector.getAddress().getPort());
    }

    @AfterEach
    void stopCollector() {
        release.countDown();
        collector.stop(0);
        threads.shutdownNow();
    }

    @Test
    void exportsAnAttemptWithTheConventionalAttributesAndTheEventsTimes() {
        try (Tracing tracing = tracing(address)) {
            tracing.closed(Events.succeeded(), tracing.opened(Events.opened(), null));
        }

        assertThat(received).hasSize(1);
        OtlpSpan span = received.getFirst();
        assertThat(span.name()).isEqualTo("chat claude-sonnet-4-5");
        assertThat(span.kind()).isEqualTo(OtlpSpan.KIND_CLIENT);
        assertThat(span.status()).isEqualTo(OtlpSpan.STATUS_UNSET);
        assertThat(span.startNanos()).isEqualTo(Events.ACCEPTED_WALL_MICROS * 1_000 + 3_000_000);
        assertThat(span.endNanos()).isEqualTo(Events.ACCEPTED_WALL_MICROS * 1_000 + 203_000_000);
        assertThat(span.attributes())
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "anthropic")
                .containsEntry("gen_ai.request.model", "claude-sonnet-4-5")
                .containsEntry("gen_ai.response.model", "claude-sonnet-4-5")
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .containsEntry("gen_ai.request.stream", true)
                .containsEntry("gen_ai.response.time_to_first_chunk", 0.05)
                .containsEntry("gen_ai.usage.input_tokens", 100L)
                .containsEntry("gen_ai.usage.cache_read.input_tokens", 60L)
                .containsEntry("gen_ai.usage.output_tokens", 25L)
                .containsEntry("gen_ai.conversation.id", "session-9")
                .containsEntry("server.address", "api.anthropic.test")
                .containsEntry("server.port", 443L)
                .containsEntry("fleetward.feature", "support-chat")
                .doesNotContainKeys(
                        "error.type",
                        "gen_ai.usage.reasoning.output_tokens",
                        "gen_ai.usage.cache_creation.input_tokens");
        assertThat(tokens).containsOnly("collector-secret");
    }

    @Test
    void continuesTheCallersTrace() {
        CallObserver.Span span;
        try (Tracing tracing = tracing(address)) {
            span = tracing.opened(Events.opened(), "00-" + TRACE + "-" + PARENT + "-01");
            tracing.closed(Events.succeeded(), span);
        }

        OtlpSpan exported = received.getFirst();
        assertThat(exported.traceId()).isEqualTo(TRACE);
        assertThat(exported.parentId()).isEqualTo(PARENT);
        assertThat(span.traceparent()).isEqualTo("00-" + TRACE + "-" + exported.spanId() + "-01");
    }

    @Test
    void respectsACallerThatDoesNotSample() {
        CallObserver.Span span;
        try (Tracing tracing = tracing(address)) {
            span = tracing.opened(Events.opened(), "00-" + TRACE + "-" + PARENT + "-00");
            tracing.closed(Events.succeeded(), span);
        }

        assertThat(received).isEmpty();
        assertThat(span.traceparent()).startsWith("00-" + TRACE + "-").endsWith("-00");
    }

    @Test
    void beginsATraceOfItsOwnWhereTheCallersHeaderIsMalformed() {
        List<String> malformed =
                List.of(
                        "",
                        "garbage",
                        "00-" + TRACE + "-" + PARENT,
                        "ff-" + TRACE + "-" + PARENT + "-01",
                        "00-" + "0".repeat(32) + "-" + PARENT + "-01",
                        "00-" + TRACE + "-" + "0".repeat(16) + "-01",
                        "00-" + TRACE.replace('4', 'z') + "-" + PARENT + "-01",
                        "00-" + TRACE + "-" + PARENT + "-01-extra",
                        "0".repeat(10_000));
        try (Tracing tracing = tracing(address)) {
            for (String header : malformed) {
                tracing.closed(Events.succeeded(), tracing.opened(Events.opened(), header));
            }
        }

        assertThat(received).hasSize(malformed.size());
        assertThat(received)
                .allSatisfy(span -> {
                    assertThat(span.parentId()).isEmpty();
                    assertThat(span.traceId()).isNotEqualTo(TRACE);
                });
    }

    @Test
    void marksAFailedAttemptWithItsFailure() {
        try (Tracing tracing = tracing(address)) {
            tracing.closed(
                    Events.failed(1, true, FailureKind.STALLED),
                    tracing.opened(Events.opened(), null));
        }

        OtlpSpan span = received.getFirst();
        assertThat(span.status()).isEqualTo(OtlpSpan.STATUS_ERROR);
        assertThat(span.attributes())
                .containsEntry("error.type", "stalled")
                .containsEntry("fleetward.blame", "provider");
    }

    @Test
    void saysWhatIsWrongWithAnAnswerThatWasGivenWhole() {
        try (Tracing tracing = tracing(address)) {
            tracing.closed(Events.declined(), tracing.opened(Events.opened(), null));
        }
        assertThat(received.getFirst().attributes()).containsEntry("fleetward.flaw", "refused");
    }

    @Test
    void losesSpansInsteadOfTimeWhenTheCollectorIsStuck() {
        long began = System.nanoTime();
        Tracing tracing = tracing(address.resolve("/stuck"));
        for (int i = 0; i < 3 * Tracing.MAX_QUEUED_SPANS; i++) {
            tracing.closed(Events.succeeded(), tracing.opened(Events.opened(), null));
        }
        long recorded = System.nanoTime();
        release.countDown();
        tracing.close();

        assertThat((recorded - began) / 1_000_000).as("ms to record").isLessThan(4_000);
        assertThat((System.nanoTime() - recorded) / 1_000_000).as("ms to close").isLessThan(8_000);
    }

    private static Tracing tracing(URI collector) {
        String token = "collector-secret";
        return Tracing.toOtlp(
                collector,
                Map.of(
                        "x-collector-token",
                        new Secret("env:TOKEN", token, new byte[token.length()])),
                TracingTest::fleet);
    }

    private static FleetSnapshot fleet() {
        Provider provider =
                new Provider(
                        "anthropic",
                        "anthropic",
                        WireDialect.ANTHROPIC,
                        URI.create("https://api.anthropic.test"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "anthropic");
        Endpoint endpoint =
                new Endpoint(
                        "claude-us",
                        provider,
                        "claude-sonnet-4-5",
                        "us",
                        "us",
                        null,
                        null,
                        Timeouts.DEFAULT,
                        null,
                        false);
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of("anthropic", provider),
                Map.of(),
                Map.of("claude-us", endpoint),
                Map.of(),
                Map.of(),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }
}
