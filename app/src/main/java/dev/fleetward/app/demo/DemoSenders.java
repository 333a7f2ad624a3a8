package dev.fleetward.app.demo;

import dev.fleetward.testbed.traffic.DemoFeature;
import dev.fleetward.testbed.traffic.DemoPlan;
import dev.fleetward.testbed.traffic.DemoTraffic;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The demonstration's features, sending. Thread-safe.
public final class DemoSenders implements AutoCloseable {
    private static final long STOP_SECONDS = 5;

    private static final Map<String, String> ROUTES =
            Map.of(
                    "support-chat", "chat",
                    "search-embed", "embed",
                    "nightly-report", "mini",
                    "agent", "claude",
                    "draft", "spread");

    private final @Nullable Vertx vertx;
    private final @Nullable DemoTraffic traffic;

    private DemoSenders(@Nullable Vertx vertx, @Nullable DemoTraffic traffic) {
        this.vertx = vertx;
        this.traffic = traffic;
    }

    /// Nobody sends.
    public static DemoSenders none() {
        return new DemoSenders(null, null);
    }

    /// Begins to send at once.
    ///
    /// @param seed for arrivals, sizes and who leaves midway
    public static DemoSenders start(Demo demo, long seed) {
        Map<String, String> keys = new HashMap<>();
        for (DemoFeature feature : DemoFeature.CAST) {
            keys.put(feature.name(), demo.key(feature.name()));
        }
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        DemoPlan plan =
                new DemoPlan(demo.node().gatewayUrl(), DemoFeature.CAST, keys, ROUTES, 1, seed);
        return new DemoSenders(vertx, DemoTraffic.start(vertx, plan));
    }

    /// Sends nothing more, and waits a little for the answers under way.
    @Override
    public void close() throws Exception {
        if (vertx == null || traffic == null) {
            return;
        }
        try {
            traffic.stop().await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            // What is still under way counts as hung up.
        } finally {
            vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
        }
    }
}
