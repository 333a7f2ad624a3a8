package dev.fleetward.app.drill;

import dev.fleetward.app.drill.CrowdFleet.Feature;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Callers that send one call after another, each on a thread of its own. Thread-safe.
final class Crowd implements AutoCloseable {
    private static final int LEAVING_WAITING_PERCENT = 8;
    private static final int LEAVES_WITHIN_MILLIS = 200;
    private static final int PAUSE_MILLIS = 100;
    private static final long CALL_LIMIT_SECONDS = 60;

    private final CrowdFleet fleet;
    private final URI gateway;
    private final HttpClient client;
    private final List<Caller> callers = new ArrayList<>();
    private volatile boolean stopping;

    private Crowd(CrowdFleet fleet, URI gateway, int threads) {
        this.fleet = fleet;
        this.gateway = gateway;
        Vertx vertx = fleet.vertx();
        this.client =
                vertx.httpClientBuilder()
                        .with(new HttpClientOptions().setTcpNoDelay(true))
                        .with(new PoolOptions().setHttp1MaxSize(threads))
                        .withConnectHandler(connection -> connection.exceptionHandler(lost -> {}))
                        .build();
    }

    /// One caller: what it asks is drawn from its own seed. Confined to its thread while that runs.
    private final class Caller {
        private final Feature feature;
        private final String job;
        private final SplittableRandom random;
        private final Context context;
        private final Thread thread;
        private final List<Seen> seen = new ArrayList<>();
        private int unheard;

        Caller(int number, Feature feature, SplittableRandom random) {
            this.feature = feature;
            this.job = "crowd-" + number;
            this.random = random;
            this.context = fleet.vertx().getOrCreateContext();
            this.thread = Thread.ofPlatform().name(job).unstarted(this::run);
        }

        private void run() {
            try {
                while (!stopping) {
                    Seen call = call();
                    seen.add(call);
                    if (call.ending() == Seen.Ending.ERROR) {
                        Thread.sleep(PAUSE_MILLIS + random.nextInt(PAUSE_MILLIS));
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException unanswered) {
                unheard++;
            }
        }

        private Seen call() throws InterruptedException, ExecutionException, TimeoutException {
            Question question = Question.drawForCrowd(random);
            String session = job + "-" + seen.size();
            int leaves =
                    random.nextInt(100) < LEAVING_WAITING_PERCENT
                            ? 1 + random.nextInt(LEAVES_WITHIN_MILLIS)
                            : 0;
            CompletableFuture<Seen> ended = new CompletableFuture<>();
            context.runOnContext(turn -> {
                DrillCall call = new DrillCall(session, question, ended::complete);
                call.send(client, question.request(gateway, fleet.key(feature), job, session));
                if (leaves > 0) {
                    fleet.vertx().setTimer(leaves, timer -> call.leaveIfUnanswered());
                }
            });
            return ended.get(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
        }
    }

    static Crowd of(CrowdFleet fleet, URI gateway, int threads, long seed) {
        Crowd crowd = new Crowd(fleet, gateway, threads);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < threads; i++) {
            Feature feature =
                    switch (i % 8) {
                        case 0, 2, 4 -> Feature.BY_MONTH;
                        case 1, 3 -> Feature.BY_DAY;
                        default -> Feature.OPEN;
                    };
            crowd.callers.add(crowd.new Caller(i, feature, random.split()));
        }
        return crowd;
    }

    /// One call, alone: whatever is slow only once is over.
    void warmUp() throws Exception {
        Caller first = callers.getFirst();
        first.seen.add(first.call());
    }

    void start() {
        callers.forEach(caller -> caller.thread.start());
    }

    /// Lets every caller end its call, and sends no more.
    void stop() throws InterruptedException {
        stopping = true;
        for (Caller caller : callers) {
            caller.thread.join();
        }
    }

    /// The labels of the callers' calls.
    List<String> jobs() {
        return callers.stream().map(caller -> caller.job).toList();
    }

    /// What each caller knows of its calls, once [#stop] has returned.
    List<Seen> seen() {
        return callers.stream().flatMap(caller -> caller.seen.stream()).toList();
    }

    /// Callers that gave up because nothing became of their call.
    int unheard() {
        return callers.stream().mapToInt(caller -> caller.unheard).sum();
    }

    @Override
    public void close() throws Exception {
        stop();
        client.close().await(CALL_LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
