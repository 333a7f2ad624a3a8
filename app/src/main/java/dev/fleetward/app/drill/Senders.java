package dev.fleetward.app.drill;

import dev.fleetward.core.unit.Clock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// Callers that send open-loop, at a steady rate, whether or not they are answered. State is
/// confined to one event loop; the methods may be called from any thread.
final class Senders {
    private static final int MOST_OPEN = 4_096;
    private static final long TICK_MILLIS = 5;

    /// Where calls go and under which names. Immutable.
    ///
    /// @param job the label of all calls
    /// @param keys presented in turn
    record Plan(URI gateway, String job, List<String> keys, int callsPerSecond, long seed) {
        Plan {
            keys = List.copyOf(keys);
        }

        /// Without the keys.
        @Override
        public String toString() {
            return "Plan[" + gateway + " " + job + "]";
        }
    }

    private final Vertx vertx;
    private final Plan plan;
    private final Clock clock;
    private final Context loop;
    private final HttpClient client;
    private final SplittableRandom random;
    private final List<Seen> seen = new ArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger whole = new AtomicInteger();
    private final Promise<List<Seen>> done = Promise.promise();
    private boolean stopping;
    private int sent;

    private Senders(Vertx vertx, Plan plan, Clock clock) {
        this.vertx = vertx;
        this.plan = plan;
        this.clock = clock;
        this.loop = vertx.getOrCreateContext();
        this.random = new SplittableRandom(plan.seed());
        this.client =
                vertx.httpClientBuilder()
                        .with(new HttpClientOptions().setTcpNoDelay(true))
                        .with(new PoolOptions().setHttp1MaxSize(MOST_OPEN))
                        .withConnectHandler(connection -> connection.exceptionHandler(lost -> {}))
                        .build();
    }

    static Senders start(Vertx vertx, Plan plan, Clock clock) {
        Senders senders = new Senders(vertx, plan, clock);
        long begun = clock.nanos();
        senders.loop.runOnContext(
                turn -> vertx.setPeriodic(TICK_MILLIS, timer -> senders.sendDue(timer, begun)));
        return senders;
    }

    private void sendDue(long timer, long begun) {
        if (stopping) {
            vertx.cancelTimer(timer);
            return;
        }
        long due = (clock.nanos() - begun) * plan.callsPerSecond() / 1_000_000_000L;
        while (sent < due && open.get() < MOST_OPEN) {
            send();
        }
    }

    private void send() {
        sent++;
        open.incrementAndGet();
        Question question = Question.draw(random);
        String session = plan.job() + "-" + sent;
        String key = plan.keys().get(sent % plan.keys().size());
        new DrillCall(session, question, this::ended)
                .send(client, question.request(plan.gateway(), key, plan.job(), session));
    }

    private void ended(Seen call) {
        seen.add(call);
        if (call.ending() == Seen.Ending.WHOLE) {
            whole.incrementAndGet();
        }
        open.decrementAndGet();
        endIfDone();
    }

    private void endIfDone() {
        if (stopping && open.get() == 0) {
            done.tryComplete(List.copyOf(seen));
        }
    }

    /// Calls whose answer was complete so far.
    int whole() {
        return whole.get();
    }

    /// Sends nothing more; what every call's caller knows, once all have ended.
    Future<List<Seen>> stop() {
        loop.runOnContext(turn -> {
            stopping = true;
            endIfDone();
        });
        return done.future().eventually(client::close);
    }
}
