package dev.fleetward.testbed.traffic;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// Steady mixed traffic of a few features, with some who hang up and some who try again. Runs on
/// one event loop; its methods may be called from any thread.
public final class DemoTraffic {
    /// Calls under way, over all features; what would exceed it is not sent.
    private static final int MOST_OPEN = 512;

    /// What became of the calls so far.
    ///
    /// @param skipped not sent because too many were open
    public record Counts(
            long sent,
            long answered,
            long refused,
            long failed,
            long hungUp,
            long retried,
            long skipped) {}

    private final Vertx vertx;
    private final DemoPlan plan;
    private final Context loop;
    private final HttpClient client;
    private final AtomicBoolean stopped = new AtomicBoolean();
    final LongAdder sent = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder hungUp = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder skipped = new LongAdder();
    private int open;
    private final List<Promise<Void>> idle = new ArrayList<>();

    private DemoTraffic(Vertx vertx, DemoPlan plan) {
        this.vertx = vertx;
        this.plan = plan;
        this.loop = vertx.getOrCreateContext();
        this.client =
                vertx.createHttpClient(
                        new HttpClientOptions().setTcpNoDelay(true),
                        new PoolOptions().setHttp1MaxSize(MOST_OPEN));
    }

    /// Starts sending at once.
    public static DemoTraffic start(Vertx vertx, DemoPlan plan) {
        DemoTraffic traffic = new DemoTraffic(vertx, plan);
        traffic.loop.runOnContext(turn -> traffic.begin());
        return traffic;
    }

    private void begin() {
        int ordinal = 0;
        for (DemoFeature feature : plan.features()) {
            ordinal++;
            if (plan.keys().containsKey(feature.name())) {
                arriveLater(feature, new SplittableRandom(plan.seed() * 1_000_003 + ordinal));
            }
        }
    }

    /// The next call after an exponential pause.
    private void arriveLater(DemoFeature feature, SplittableRandom random) {
        double seconds =
                -Math.log(1 - random.nextDouble()) / (feature.callsPerSecond() * plan.rate());
        vertx.setTimer(
                Math.max(1, Math.round(seconds * 1_000)),
                timer -> {
                    if (!stopped.get()) {
                        call(feature, random.split());
                        arriveLater(feature, random);
                    }
                });
    }

    private void call(DemoFeature feature, SplittableRandom random) {
        if (open >= MOST_OPEN) {
            skipped.increment();
            return;
        }
        open++;
        sent.increment();
        new DemoCall(this, client, vertx, plan, feature, random).send();
    }

    /// A call has ended, in whatever way.
    void ended() {
        open--;
        if (open == 0) {
            idle.forEach(Promise::tryComplete);
        }
    }

    boolean stopping() {
        return stopped.get();
    }

    public Counts counts() {
        return new Counts(
                sent.sum(),
                answered.sum(),
                refused.sum(),
                failed.sum(),
                hungUp.sum(),
                retried.sum(),
                skipped.sum());
    }

    /// Sends nothing more.
    ///
    /// @return when the calls under way have ended
    public Future<Void> stop() {
        stopped.set(true);
        Promise<Void> done = Promise.promise();
        loop.runOnContext(turn -> {
            if (open == 0) {
                done.complete();
            } else {
                idle.add(done);
            }
        });
        return done.future().eventually(client::close);
    }
}
