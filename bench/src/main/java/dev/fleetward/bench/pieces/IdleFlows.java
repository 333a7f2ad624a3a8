package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.quota.Settlement;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a desk remembers of flows that have nothing running and nothing waiting, but are in debt to
/// others and so cannot be forgotten. Not counted is what a feature has before its first call, its
/// budget, and what is learned of how much its calls use, which is bounded in all. Stateless.
public final class IdleFlows {
    public static final String VERB = "idle-flows";

    private static final int FLOWS = 100_000;
    private static final int FEATURES = 5_000;
    private static final int GOAL_BYTES = 500;

    private IdleFlows() {}

    /// Prints bytes per flow; 1 where the goal is missed.
    public static int run() throws InterruptedException {
        long keys = bytesPerFlow(1, FLOWS);
        long features = bytesPerFlow(FEATURES, 1);
        System.out.printf(
                Locale.ROOT,
                "an idle key of a feature    %,5d bytes  (goal: <= %d)  %s%n",
                keys,
                GOAL_BYTES,
                keys <= GOAL_BYTES ? "met" : "MISSED");
        System.out.printf(
                Locale.ROOT,
                "an idle feature, one key    %,5d bytes  (goal: <= %d)  %s%n",
                features,
                GOAL_BYTES,
                features <= GOAL_BYTES ? "met" : "MISSED");
        return Math.max(keys, features) <= GOAL_BYTES ? 0 : 1;
    }

    private static long bytesPerFlow(int features, int keys) throws InterruptedException {
        Pool pool =
                new Pool(
                        "p",
                        Accounting.PLAIN,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED);
        Endpoint endpoint = Bodies.endpoint(WireDialect.OPENAI, pool);
        List<Feature> all = new ArrayList<>();
        List<List<String>> names = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            all.add(Desks.feature("feature" + f, null));
            List<String> own = new ArrayList<>();
            for (int k = 0; k < keys; k++) {
                own.add("key" + f + "." + k);
            }
            names.add(own);
        }
        FairDesk desk = Desks.desk(endpoint, all);
        long before = used();
        runAll(desk, all, names, endpoint);
        long after = used();
        if (desk.view(0).openLeases() != 0) {
            throw new IllegalStateException("a lease was not settled");
        }
        return (after - before) / ((long) features * keys);
    }

    /// All run at once, and all but the last use much: so they are ahead of where the last one
    /// stands, which is where whoever comes next starts.
    private static void runAll(
            FairDesk desk, List<Feature> features, List<List<String>> keys, Endpoint endpoint) {
        long now = System.nanoTime();
        List<Lease> leases = new ArrayList<>();
        for (int f = 0; f < features.size(); f++) {
            for (String key : keys.get(f)) {
                Ask ask = Desks.ask(features.get(f), key, endpoint, Long.MAX_VALUE / 2);
                switch (desk.admit(ask, later -> {}, now)) {
                    case Admission.Admitted(var lease) -> leases.add(lease);
                    case Admission.Queued _ -> throw new IllegalStateException("queued");
                    case Admission.Refused no -> throw new IllegalStateException(no.message());
                }
            }
        }
        for (int i = leases.size() - 1; i >= 0; i--) {
            boolean last = i == leases.size() - 1;
            desk.settle(leases.get(i), used(last ? 1 : 200_000_000L), now);
        }
    }

    private static Settlement used(long outputTokens) {
        return new Settlement(
                Settlement.Ending.SUCCEEDED, Usage.estimated(90, outputTokens), 1_000);
    }

    private static long used() throws InterruptedException {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
