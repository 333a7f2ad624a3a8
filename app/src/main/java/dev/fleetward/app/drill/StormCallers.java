package dev.fleetward.app.drill;

import dev.fleetward.core.unit.Clock;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One caller of each feature that asks one question after another until it is stopped: so the
/// death of an endpoint cuts one call of a feature at most. Thread-safe.
final class StormCallers {
    static final String JOB = "storm";

    private static final long CLOSE_SECONDS = 10;

    private final Vertx vertx;
    private final Clock clock;
    private final HttpClient client;
    private final URI gateway;
    private final long pauseMillis;
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch running;
    private volatile boolean over;

    /// What a caller was told. Times are monotonic.
    record Told(StormFleet.Feature feature, boolean stream, long began, long ended, Seen seen) {}

    private StormCallers(Vertx vertx, Clock clock, URI gateway, int callers, long pauseMillis) {
        this.vertx = vertx;
        this.clock = clock;
        this.gateway = gateway;
        this.pauseMillis = pauseMillis;
        this.running = new CountDownLatch(callers);
        this.client =
                vertx.httpClientBuilder()
                        .with(new HttpClientOptions().setTcpNoDelay(true))
                        .with(new PoolOptions().setHttp1MaxSize(callers))
                        .withConnectHandler(connection -> connection.exceptionHandler(lost -> {}))
                        .build();
    }

    /// @param pauseMillis how long each rests between two calls
    static StormCallers start(
            StormFleet fleet, Clock clock, URI gateway, long pauseMillis, long seed) {
        StormCallers all =
                new StormCallers(
                        fleet.vertx(), clock, gateway, fleet.features().size(), pauseMillis);
        SplittableRandom random = new SplittableRandom(seed);
        for (StormFleet.Feature feature : fleet.features()) {
            SplittableRandom own = random.split();
            Context context = fleet.vertx().getOrCreateContext();
            context.runOnContext(_ -> all.ask(feature, 0, own));
        }
        return all;
    }

    private void ask(StormFleet.Feature feature, int number, SplittableRandom own) {
        if (over) {
            running.countDown();
            return;
        }
        Question question = Question.drawForStorm(own, feature.route());
        String session = feature.name() + "-" + number;
        long began = clock.nanos();
        new DrillCall(
                        session,
                        question,
                        seen -> {
                            told.add(
                                    new Told(
                                            feature,
                                            question.stream(),
                                            began,
                                            clock.nanos(),
                                            seen));
                            count.incrementAndGet();
                            vertx.setTimer(pauseMillis, _ -> ask(feature, number + 1, own));
                        })
                .send(client, question.request(gateway, feature.key().key(), JOB, session));
    }

    /// Calls that ended so far.
    int ended() {
        return count.get();
    }

    /// The fewest calls that ended of any feature so far.
    long fewest(List<StormFleet.Feature> features) {
        return features.stream()
                .mapToLong(feature ->
                        told.stream().filter(call -> call.feature().equals(feature)).count())
                .min()
                .orElse(0);
    }

    /// No caller asks again; what all of them were told, once every call has ended.
    List<Told> stop(long limitSeconds) throws Exception {
        over = true;
        if (!running.await(limitSeconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    "callers that never heard of their calls: " + running.getCount());
        }
        client.close().await(CLOSE_SECONDS, TimeUnit.SECONDS);
        return List.copyOf(told);
    }
}
