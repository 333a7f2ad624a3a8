package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.app.host.SystemClock;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.Registry;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.season.SeasonPlan;
import dev.fleetward.core.season.SeasonPlan.Hour;
import dev.fleetward.core.season.SeasonPlan.Outlook;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.observe.CallObserver;
import dev.fleetward.gateway.relay.Gateway;
import dev.fleetward.gateway.relay.GatewaySettings;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Work that can wait, at a gateway whose endpoint is slow for three hours, over real sockets.
final class DeferredTest {
    private static final long HOUR = 3_600_000_000L;
    private static final int HELD = 429;
    private static final int PASSED = 200;

    @TempDir private static Path folder;

    private static Vertx vertx;
    private static Gateway gateway;
    private static FleetSnapshot fleet;
    private static NewKey key;
    private static final Clock CLOCK = new SystemClock();

    private static final class NoEvents implements EventSink {
        @Override
        public boolean tryOpen(CallEvent opened) {
            return true;
        }

        @Override
        public void close(CallEvent closed) {}
    }

    private static final class NoObserver implements CallObserver {
        @Override
        public @Nullable Span opened(CallEvent opened, @Nullable String traceparent) {
            return null;
        }

        @Override
        public void closed(CallEvent closed, @Nullable Span span) {}
    }

    @BeforeAll
    static void start() throws Exception {
        vertx = Vertx.vertx();
        URI provider =
                SimulatedProvider.start(vertx, Settings.standard().withProfile(Profile.INSTANT))
                        .await(30, TimeUnit.SECONDS)
                        .url();
        SplittableRandom random = new SplittableRandom(1);
        key = NewKey.create(random);
        Path file = folder.resolve("fleetward.yaml");
        Files.writeString(
                file,
                """
                owners: { o: { contact: o@example.com } }
                providers: { p: { dialect: openai, url: "%s/v1", owner: o } }
                pools: { pool: { requestsPerMinute: 500, accounting: openai } }
                endpoints: { here: { provider: p, model: gpt-4o, pool: pool, owner: o } }
                routes: { chat: { endpoints: [here] } }
                features:
                  reports: { owner: o, class: batch, defer: { within: 8h } }
                  people: { owner: o, class: interactive }
                keys:
                  - { sha256: "%s", feature: reports }
                """
                        .formatted(provider, key.sha256()));
        LoadResult loaded =
                new Registry(Map.of(), List.of(), random).load(file, 1, LocalDate.of(2026, 3, 1));
        assertThat(loaded).isInstanceOf(LoadResult.Loaded.class);
        fleet = ((LoadResult.Loaded) loaded).snapshot();
        gateway =
                Gateway.start(
                        vertx,
                        new GatewaySettings(new InetSocketAddress("127.0.0.1", 0), 1, null),
                        fleet.with(plan(3)),
                        List.of(),
                        new FairDesk(fleet, CLOCK.nanos(), CLOCK.wallMicros()),
                        CLOCK,
                        List.of(new NoEvents()),
                        new NoObserver(),
                        () -> new SplittableRandom(2));
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.stop(Duration.ZERO);
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    /// Slow from an hour ago for so many hours to come.
    private static SeasonPlan plan(int slow) {
        List<Hour> hours = new ArrayList<>();
        long now = CLOCK.wallMicros();
        for (int i = -1; i < 30; i++) {
            hours.add(new Hour(now + i * HOUR, now + (i + 1) * HOUR, i < slow ? 1.5 : 0.9));
        }
        return new SeasonPlan(Map.of("here", new Outlook(true, hours)));
    }

    private static HttpResponse<String> ask(String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + gateway.address().getPort()
                                                + "/v1/chat/completions"))
                        .header("authorization", "Bearer " + key.key())
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"model\":\"chat\",\"messages\":[{\"role\":\"user\","
                                                + "\"content\":\"hi\"}]}"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void workWithADeadlineIsToldToComeBackInTheTroughAndNoLaterThanHalfOfItsTime()
            throws Exception {
        HttpResponse<String> answer = ask("fleetward-deadline-ms", "43200000");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(HELD);
        assertThat(answer.body()).contains("50% slower", "retry-after");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        long seconds = answer.headers().firstValueAsLong("retry-after").orElseThrow();
        assertThat(seconds).isBetween(2 * 3_600L + 1_800, 6 * 3_600L + 1);
    }

    @Test
    void theCallsOfAJobComeBackTogether() throws Exception {
        List<Long> after = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            after.add(
                    ask("fleetward-deadline-ms", "43200000", "fleetward-job", "night-17")
                            .headers()
                            .firstValueAsLong("retry-after")
                            .orElseThrow());
        }
        // The time that is left has changed by the time between them.
        assertThat(after.getLast()).isCloseTo(after.getFirst(), within(120L));
    }

    @Test
    void nothingElseIsHeld() throws Exception {
        assertThat(ask().statusCode()).as("no deadline").isEqualTo(PASSED);
        assertThat(ask("fleetward-deadline-ms", "7200000").statusCode())
                .as("too near a deadline")
                .isEqualTo(PASSED);
        assertThat(
                        ask("fleetward-deadline-ms", "43200000", "fleetward-class", "interactive")
                                .statusCode())
                .as("somebody waits")
                .isEqualTo(PASSED);
    }
}
