package dev.fleetward.core.fair;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.fair.FairQueue.Reservations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random arrivals, departures, corrections and bars; what holds after every step.
class FairQueuePropertiesTest {
    private static final int STEPS = 4_000;
    private static final long MOST_SERVICE = 2_000;

    static List<Long> seeds() {
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; seed <= 40; seed++) {
            seeds.add(seed);
        }
        seeds.add(System.nanoTime());
        return seeds;
    }

    /// A server of its own: some calls run at once, and end in any order.
    private static final class Server {
        final SplittableRandom random;
        final FairQueue<TestCall> queue;
        final List<TestCall> waiting = new ArrayList<>();
        final List<Charge> running = new ArrayList<>();

        Server(long seed) {
            random = new SplittableRandom(seed);
            queue =
                    new FairQueue<>(
                            List.of(
                                    new BandPolicy(0, 1_000_000),
                                    new BandPolicy(50_000, 1_000_000)),
                            flow -> 1);
        }

        void step(long now) {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3, 4 -> {
                    String feature = "f" + random.nextInt(4);
                    String tenant = random.nextBoolean() ? null : "t" + random.nextInt(2);
                    String job = random.nextBoolean() ? null : "j" + random.nextInt(3);
                    FlowPath path = new FlowPath(feature, tenant, "k" + random.nextInt(3), job);
                    long service = 1 + random.nextLong(MOST_SERVICE);
                    int band = random.nextInt(2);
                    long deadline = now + random.nextLong(1_000_000);
                    TestCall call = new TestCall(feature, service, service, deadline, now);
                    queue.add(call, path, band);
                    waiting.add(call);
                }
                case 5 -> {
                    if (!waiting.isEmpty()) {
                        queue.remove(waiting.remove(random.nextInt(waiting.size())));
                    }
                }
                case 6, 7 -> {
                    if (!running.isEmpty()) {
                        queue.end(
                                running.remove(random.nextInt(running.size())),
                                random.nextLong(MOST_SERVICE));
                    }
                }
                default -> {
                    TestCall next = queue.next(Reservations.NONE);
                    assertThat(next == null).isEqualTo(waiting.isEmpty());
                    if (next != null) {
                        assertThat(waiting.remove(next)).isTrue();
                        running.add(queue.take(next, false, now));
                    }
                }
            }
            assertThat(queue.waiting()).isEqualTo(waiting.size());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyCallLeavesOnceAndSomebodyIsNextWhileAnybodyWaits(long seed) {
        Server server = new Server(seed);
        for (int i = 0; i < STEPS; i++) {
            server.step(i * 1_000L);
        }
        server.running.forEach(charge -> server.queue.end(charge, 1));
        while (server.queue.waiting() > 0) {
            TestCall next = Objects.requireNonNull(server.queue.next(Reservations.NONE));
            server.queue.end(server.queue.take(next, false, 0), next.service);
        }
        assertThat(server.queue.next(Reservations.NONE)).isNull();
        server.queue.forgetIdle(true);
        assertThat(server.queue.flows()).isZero();
    }

    /// Sheng et al., theorem 4.4, for charges that are known on admission: what two flows that wait
    /// all along were given differs by no more than the largest call.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void equalWeightsGetEqualServiceWhileBothWait(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FairQueue<TestCall> queue =
                new FairQueue<>(List.of(new BandPolicy(0, 1_000_000)), flow -> 1);
        int clients = 2 + random.nextInt(6);
        Map<String, Long> served = new HashMap<>();
        for (int c = 0; c < clients; c++) {
            served.put("c" + c, 0L);
            for (int i = 0; i < 5; i++) {
                add(queue, "c" + c, random);
            }
        }
        for (int i = 0; i < STEPS; i++) {
            TestCall next = Objects.requireNonNull(queue.next(Reservations.NONE));
            queue.end(queue.take(next, false, 0), next.service);
            served.merge(next.name, next.service, Long::sum);
            add(queue, next.name, random);
            long most = served.values().stream().mapToLong(Long::longValue).max().orElse(0);
            long least = served.values().stream().mapToLong(Long::longValue).min().orElse(0);
            assertThat(most - least).as("step %s", i).isLessThanOrEqualTo(MOST_SERVICE);
        }
    }

    private static void add(FairQueue<TestCall> queue, String client, SplittableRandom random) {
        long service = 1 + random.nextLong(MOST_SERVICE);
        FlowPath path =
                new FlowPath(client, "t" + random.nextInt(3), "k" + random.nextInt(3), null);
        queue.add(new TestCall(client, service, service, random.nextLong(1_000), 0), path, 0);
    }

    /// A hierarchy splits as its parents say: features by weight, whatever number of tenants, keys
    /// and jobs they come with.
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aHierarchySplitsAsItsParentsSay(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Integer> weights = Map.of("f0", 1, "f1", 2, "f2", 5);
        FairQueue<TestCall> queue =
                new FairQueue<>(
                        List.of(new BandPolicy(0, 1_000_000)),
                        flow -> weights.getOrDefault(flow.name(), 1));
        Map<String, Long> served = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            for (int f = 0; f < 3; f++) {
                int tenants = 1 + f * 3;
                queue.add(
                        new TestCall("f" + f, 100, 100, 0, 0),
                        new FlowPath(
                                "f" + f,
                                "t" + random.nextInt(tenants),
                                "k" + random.nextInt(4),
                                "j" + random.nextInt(2)),
                        0);
            }
        }
        for (int i = 0; i < 4_000; i++) {
            TestCall next = Objects.requireNonNull(queue.next(Reservations.NONE));
            queue.end(queue.take(next, false, 0), next.service);
            served.merge(next.name, next.service, Long::sum);
        }
        assertThat(served.get("f0")).isBetween(49_700L, 50_300L);
        assertThat(served.get("f1")).isBetween(99_700L, 100_300L);
        assertThat(served.get("f2")).isBetween(249_700L, 250_300L);
    }
}
