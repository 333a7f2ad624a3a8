package dev.fleetward.testbed.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

final class DemoTrafficTest {
    private static final Vertx VERTX = Vertx.vertx();

    @AfterAll
    static void stop() throws Exception {
        await(VERTX.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void everyFeatureIsServedAndEveryCallEnds() throws Exception {
        SimulatedProvider provider = await(SimulatedProvider.start(VERTX, Settings.standard()));
        Map<String, String> keys = new HashMap<>();
        DemoFeature.CAST.forEach(feature -> keys.put(feature.name(), "any"));
        DemoPlan plan = new DemoPlan(provider.url(), DemoFeature.CAST, keys, Map.of(), 8, 3);
        DemoTraffic traffic = DemoTraffic.start(VERTX, plan);
        CountDownLatch enough = new CountDownLatch(1);
        VERTX.setPeriodic(
                20,
                timer -> {
                    boolean all =
                            provider.billing().statement().models().size()
                                    == DemoFeature.CAST.size();
                    if (all && traffic.counts().sent() > 200) {
                        enough.countDown();
                    }
                });
        assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
        await(traffic.stop());
        DemoTraffic.Counts counts = traffic.counts();
        assertThat(counts.failed() + counts.refused()).isZero();
        assertThat(counts.answered() + counts.hungUp()).isEqualTo(counts.sent());
        assertThat(provider.billing().statement().models())
                .containsOnlyKeys(DemoFeature.CAST.stream().map(DemoFeature::name).toList());
    }
}
