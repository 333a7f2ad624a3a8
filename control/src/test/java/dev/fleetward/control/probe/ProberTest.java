package dev.fleetward.control.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fleetward.control.registry.Count;
import dev.fleetward.control.registry.ProbesConfig;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.health.BreakerState;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.Cause;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Symptom;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.core.view.QuotaView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The prober step by step, before a gateway that answers as it is told.
class ProberTest {
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final ProbesConfig CONFIG =
            new ProbesConfig(EVERY, Duration.ofSeconds(2), Money.ofUsd(1), new Count(60), null);
    private static final FleetSnapshot FLEET = fleet(endpoint("gpt-4o"));

    @TempDir Path folder;

    private final AtomicInteger ledgerAsked = new AtomicInteger();
    private volatile boolean ledgerFails;
    private volatile FleetSnapshot fleet = FLEET;
    private volatile long calls;
    private volatile HealthView health = HealthView.WELL;
    private volatile int status = 200;
    private volatile long now;

    private HttpServer server;
    private ControlStore store;
    private HttpClient http;
    private Prober prober;

    static Endpoint endpoint(String model) {
        Provider provider =
                new Provider(
                        "p",
                        "team",
                        WireDialect.OPENAI,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "openai");
        return new Endpoint(
                "e", provider, model, null, null, null, null, Timeouts.DEFAULT, null, false);
    }

    private static FleetSnapshot fleet(Endpoint endpoint) {
        return new FleetSnapshot(
                1,
                Map.of(),
                Map.of("p", endpoint.provider()),
                Map.of(),
                Map.of("e", endpoint),
                Map.of(),
                Map.of(),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.PASS);
    }

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        byte[] body =
                                "{\"choices\":[{\"message\":{\"content\":\"harbour\"}}]}"
                                        .getBytes(StandardCharsets.UTF_8);
                        exchange.getResponseHeaders().add("fleetward-attempts", "1");
                        exchange.sendResponseHeaders(status, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        Clock clock = clock();
        store = ControlStore.start(folder, clock);
        http = HttpClient.newHttpClient();
        prober =
                new Prober(
                        () -> fleet,
                        () -> CONFIG,
                        new View(),
                        this::traffic,
                        new ProbeCaller(
                                http,
                                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                                "key",
                                clock),
                        new ProbeBook(store),
                        clock);
    }

    @AfterEach
    void stop() throws Exception {
        prober.close();
        http.close();
        store.close();
        server.stop(0);
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public long nanos() {
                return now;
            }

            @Override
            public long wallMicros() {
                return now / 1_000;
            }
        };
    }

    private Map<String, Long> traffic() throws IOException {
        ledgerAsked.incrementAndGet();
        if (ledgerFails) {
            throw new IOException("the disk is gone");
        }
        return Map.of("e", calls);
    }

    private void step() {
        prober.step(CONFIG, fleet);
    }

    private EndpointProbes shown() {
        return prober.endpoints().getFirst();
    }

    private void awaitResults(int count) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (shown().results().size() < count) {
            assertThat(System.nanoTime()).as("%s", shown()).isLessThan(end);
            step();
            Thread.sleep(2);
        }
    }

    @Test
    void aLedgerThatDoesNotAnswerIsNotAskedAtEveryLook() {
        ledgerFails = true;
        for (int i = 0; i < 30; i++) {
            step();
            now += Duration.ofMillis(500).toNanos();
        }
        assertThat(ledgerAsked.get()).as("after 0, 1, 3 and 7 s").isEqualTo(4);
        ledgerFails = false;
        step();
        assertThat(ledgerAsked.get()).isEqualTo(5);
        now += Duration.ofSeconds(59).toNanos();
        step();
        assertThat(ledgerAsked.get()).isEqualTo(5);
    }

    @Test
    void whoLooksAtThePageMovesNoSuspicion() throws Exception {
        awaitResults(1);
        health = view(State.CLOSED, null, 0.9);
        assertThat(shown().pace()).isEqualTo("usual");
        assertThat(shown().why()).isEqualTo("little traffic");
        awaitQuick();
        assertThat(shown().why()).isEqualTo("under suspicion");
    }

    /// The probe before may still be under way.
    private void awaitQuick() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!shown().pace().equals("quick")) {
            assertThat(System.nanoTime()).as("%s", shown()).isLessThan(end);
            step();
            Thread.sleep(2);
        }
    }

    /// A result is shown before it is on the disk.
    private void awaitStored() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (store.read(rows -> rows.list("SELECT * FROM probe", _ -> 1)).isEmpty()) {
            assertThat(System.nanoTime()).as("stored").isLessThan(end);
            Thread.sleep(2);
        }
    }

    @Test
    void aResultIsShownOnceHoweverLateEarlierOnesAreKnown() throws Exception {
        awaitResults(1);
        awaitStored();
        ProbeBook book = new ProbeBook(store);
        ProbeResult result =
                new ProbeResult("f", 7, Question.SUM, ProbeResult.Verdict.GOOD, "", 3, null);
        book.add(result);
        book.restore();

        assertThat(book.of("f")).containsExactly(result);
        assertThat(book.of("e")).isNotEmpty();
    }

    @Test
    void whatIsOpenRestsHoweverManyCallsItHad() {
        calls = 500;
        assertThat(shown().why()).isEqualTo("not looked at yet");
        step();
        assertThat(shown().why()).isEqualTo("enough calls of its own");
        health = view(State.OPEN, Cause.MEANING, 0);
        assertThat(shown().why()).isEqualTo("rests");
    }

    @Test
    void whatAnsweredFromOutsideItsZoneIsAskedHoweverManyCallsItHas() {
        calls = 500;
        step();
        assertThat(shown().pace()).isEqualTo("none");
        fleet = FLEET.directed(Directives.NONE.straying(Map.of("e", Set.of("us-east-1"))));
        step();
        assertThat(shown().pace()).isEqualTo("usual");
    }

    @Test
    void anEndpointThatKnowsNoModelYetIsUnderSuspicionAndAskedAgain() throws Exception {
        status = 404;
        awaitResults(4);
        step();
        assertThat(shown().why()).isEqualTo("no question suits it");
        assertThat(shown().pace()).isEqualTo("quick");

        now += EVERY.toNanos();
        awaitResults(5);
        step();
        assertThat(shown().results()).as("none before it is due").hasSize(5);

        status = 200;
        now += EVERY.toNanos();
        awaitResults(6);
        assertThat(shown().why()).isEqualTo("under suspicion");
    }

    private static HealthView view(State state, @Nullable Cause cause, double level) {
        return new HealthView(
                state,
                cause,
                "",
                "",
                1,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                null,
                List.of(new HealthView.SymptomView(Symptom.MALFORMED, level, 0, 0, 0.005, 0)));
    }

    private final class View implements GatewayView {
        @Override
        public QuotaView quotas() {
            return new QuotaView(List.of(), List.of(), 1);
        }

        @Override
        public List<EndpointView> endpoints() {
            return List.of(new EndpointView("e", false, 0, health));
        }

        @Override
        public Counters counters() {
            return new Counters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        }

        @Override
        public long snapshotVersion() {
            return 1;
        }

        @Override
        public List<Transition> transitionsAfter(long sequence) {
            return List.of();
        }

        @Override
        public List<BreakerState> breakerStates() {
            return List.of();
        }
    }
}
