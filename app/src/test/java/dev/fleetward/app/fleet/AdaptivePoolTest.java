package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.core.view.QuotaView.PoolView;
import dev.fleetward.testbed.engine.Profile;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// A self-hosted pool that declares far more than its engine bears, over real sockets.
class AdaptivePoolTest {
    private static final int PLACES = 16;

    /// Far more callers than places, and all of them under what the limit begins with.
    private static final int CALLERS = 64;

    /// A call takes a dozen steps of some 25 ms: long beside what a busy machine adds to it.
    private static final Profile ENGINE =
            new Profile("small", 25e6, 0.05e6, 0, 3e6, 0.005e6, 0.05, 2_048, PLACES, 1 << 20, 12);

    private static final String BODY =
            """
            {"model":"engine","max_tokens":12,"stream":true,"messages":[{"role":"user","content":"[[output=12]]"}]}\
            """;

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int READINGS = 20;

    private static TestFleet fleet;

    private final AtomicInteger wanted = new AtomicInteger();
    private final AtomicLong whole = new AtomicLong();
    private final List<String> lost = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(
                        standard ->
                                standard.replace(
                                                "pools:\n",
                                                "pools:\n  engine: { accounting: self-hosted, kvTokens: 20k, adaptive: true }\n")
                                        .replace(
                                                "endpoints:\n",
                                                "endpoints:\n  engine: { provider: openai-a, model: llama, region: us, zone: us, pool: engine, owner: platform }\n")
                                        .replace(
                                                "routes:\n",
                                                "routes:\n  engine: { endpoints: [engine] }\n")
                                        .replaceFirst(
                                                "routes: \\[openai-a,",
                                                "routes: [engine, openai-a,"),
                        ENGINE);
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    @Test
    void whatTheEngineCannotBearWaitsInTheGatewayUntilItCan() throws Exception {
        List<Thread> callers = new ArrayList<>();
        wanted.set(CALLERS);
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            callers.add(Thread.startVirtualThread(() -> callWhileWanted(number)));
        }

        await("the engine has a queue", () -> engine("waiting") >= CALLERS / 2);
        await(
                "the gateway has it instead",
                new Steadily(() ->
                        engine("waiting") <= PLACES / 2
                                && queued() >= CALLERS / 2
                                && inCalls(limit()) <= PLACES * 3 / 2));
        long found = limit();

        // More than half of the limit, or it is not in use and does not rise; and less than the
        // engine has places for.
        wanted.set(Math.clamp(inCalls(found) * 3 / 4, PLACES * 3 / 4, PLACES - 2));
        await("nobody waits", () -> queued() == 0);
        AtomicLong lowest = new AtomicLong(limit());
        await(
                "the limit has risen",
                () -> {
                    long now = limit();
                    return now >= lowest.accumulateAndGet(now, Math::min) * 11 / 10;
                });

        wanted.set(0);
        for (Thread caller : callers) {
            caller.join(LIMIT);
        }
        assertThat(lost).isEmpty();
        fleet.awaitLedger();
        assertThat(fleet.node().view().quotas().openLeases()).isZero();
        assertThat(fleet.provider("openai-a").billing().statement().total().requests())
                .isEqualTo(whole.get());
        assertThat(
                        fleet.ledger("SELECT count(*) FROM events WHERE outcome = 'succeeded'")
                                .get(0)
                                .get(0)
                                .asLong())
                .isEqualTo(whole.get());
    }

    /// One call after another, for as long as so many callers are wanted.
    private void callWhileWanted(int number) {
        while (number < wanted.get() && lost.isEmpty()) {
            try {
                HttpResponse<String> answer =
                        fleet.send(fleet.post("/v1/chat/completions", BODY).timeout(LIMIT).build());
                if (answer.statusCode() == 200 && answer.body().contains("[DONE]")) {
                    whole.incrementAndGet();
                } else {
                    lost.add(answer.statusCode() + " " + answer.body());
                }
            } catch (Exception broken) {
                lost.add(String.valueOf(broken));
            }
        }
    }

    /// What the engine says of itself.
    private static long engine(String what) throws Exception {
        URI url = fleet.provider("openai-a").url().resolve("/sim/engine");
        String answer = fleet.send(HttpRequest.newBuilder(url).GET().build()).body();
        return new JsonMapper().readTree(answer).path(what).asLong(-1);
    }

    private static PoolView pool() {
        return fleet.node().view().quotas().pools().stream()
                .filter(pool -> pool.pool().equals("engine"))
                .findFirst()
                .orElseThrow();
    }

    private static long queued() {
        return pool().queued();
    }

    private static long limit() {
        return bucket("tokensInFlight", BucketView::limit);
    }

    private static long bucket(String name, ToLongFunction<BucketView> value) {
        return pool().buckets().stream()
                .filter(bucket -> bucket.bucket().equals(name))
                .mapToLong(value)
                .findFirst()
                .orElseThrow();
    }

    /// How many of the calls under way so many tokens are.
    private long inCalls(long tokens) {
        long held = bucket("kvTokens", bucket -> bucket.limit() - bucket.available());
        long calls = Math.max(1, fleet.node().view().quotas().openLeases());
        return tokens * calls / Math.max(1, held);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    /// Holds when another condition held in most of the last readings.
    private static final class Steadily implements Condition {
        private final Condition each;
        private final Deque<Boolean> readings = new ArrayDeque<>();

        Steadily(Condition each) {
            this.each = each;
        }

        @Override
        public boolean holds() throws Exception {
            readings.addLast(each.holds());
            if (readings.size() > READINGS) {
                readings.removeFirst();
            }
            long held = readings.stream().filter(reading -> reading).count();
            return held >= READINGS * 3 / 4;
        }
    }

    private void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0 || !lost.isEmpty()) {
                throw new AssertionError(
                        "waited in vain until %s: engine %d, queue %d, limit %d, lost %s"
                                .formatted(what, engine("waiting"), queued(), limit(), lost));
            }
            Thread.sleep(50);
        }
    }
}
