package dev.fleetward.app.demo;

import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The simulated side: two providers, one for each dialect, each in two regions, on sockets of
/// their own. Thread-safe.
final class DemoFleet implements AutoCloseable {
    private static final long LIMIT_SECONDS = 10;

    /// One provider in one region.
    private record Place(String name, WireDialect dialect, String region, String path) {}

    private static final List<Place> PLACES =
            List.of(
                    new Place("openai-us", WireDialect.OPENAI, "us", "/v1"),
                    new Place("openai-eu", WireDialect.OPENAI, "eu", "/v1"),
                    new Place("anthropic-us", WireDialect.ANTHROPIC, "us", ""),
                    new Place("anthropic-eu", WireDialect.ANTHROPIC, "eu", ""));

    private final Vertx vertx;
    private final Map<String, SimulatedProvider> running;

    private DemoFleet(Vertx vertx, Map<String, SimulatedProvider> running) {
        this.vertx = vertx;
        this.running = running;
    }

    /// @param seed for answers and jitter; each place gets its own from it
    static DemoFleet start(long seed, Clock clock) throws Exception {
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        Map<String, SimulatedProvider> running = new LinkedHashMap<>();
        try {
            for (Place place : PLACES) {
                Settings settings =
                        Settings.standard()
                                .withDialects(place.dialect())
                                .withRegion(place.region())
                                .withProfile(Profile.FAST)
                                .withSeed(seed + running.size());
                running.put(
                        place.name(),
                        SimulatedProvider.start(vertx, settings, clock)
                                .await(LIMIT_SECONDS, TimeUnit.SECONDS));
            }
            return new DemoFleet(vertx, running);
        } catch (Exception failed) {
            vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
            throw failed;
        }
    }

    /// Base URLs for the configuration.
    Map<String, URI> urls() {
        Map<String, URI> urls = new LinkedHashMap<>();
        for (Place place : PLACES) {
            SimulatedProvider provider = running.get(place.name());
            if (provider != null) {
                urls.put(place.name(), URI.create(provider.url() + place.path()));
            }
        }
        return urls;
    }

    List<RuntimeFile.Simulated> simulated() {
        List<RuntimeFile.Simulated> list = new ArrayList<>();
        running.forEach(
                (name, provider) -> list.add(new RuntimeFile.Simulated(name, provider.url())));
        return list;
    }

    @Override
    public void close() throws Exception {
        vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
