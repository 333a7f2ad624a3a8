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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A pool that is full: a call comes and waits, one that runs is settled, and the next in fair
/// order is admitted. With so many flows (features), and so many calls that wait all along.
///
/// The forked machine gets the arguments of this one: the launcher's own, so the heap and the
/// collector are those of a gateway, and collecting is a part of the time.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class WaitingBenchmark {
    private static final int RUNNING = 64;
    private static final long NO_DEADLINE = Long.MAX_VALUE / 2;

    @Param({"10", "10000"})
    public int flows;

    @Param({"1000", "100000"})
    public int waiting;

    private final Pool pool =
            new Pool(
                    "p",
                    Accounting.PLAIN,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED,
                    RUNNING,
                    Pool.UNLIMITED);
    private final Endpoint endpoint = Bodies.endpoint(WireDialect.OPENAI, pool);
    private final ArrayDeque<Lease> running = new ArrayDeque<>();
    private final List<Ask> asks = new ArrayList<>();
    private final Settlement settlement =
            new Settlement(Settlement.Ending.SUCCEEDED, Usage.estimated(90, 120), 1_000);
    private FairDesk desk = Desks.desk(endpoint, List.of());
    private int turn;

    @Setup
    public void fill() {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < flows; i++) {
            features.add(Desks.feature("feature" + i, null));
            asks.add(Desks.ask(features.getLast(), "key" + i, endpoint, NO_DEADLINE));
        }
        desk = Desks.desk(endpoint, features);
        for (int i = 0; i < RUNNING + waiting; i++) {
            come();
        }
    }

    private void come() {
        Ask ask = asks.get(turn);
        turn = (turn + 1) % asks.size();
        decided(desk.admit(ask, this::decided, System.nanoTime()));
    }

    private void decided(Admission decision) {
        switch (decision) {
            case Admission.Admitted(var lease) -> running.add(lease);
            case Admission.Queued _ -> {}
            case Admission.Refused refused -> throw new IllegalStateException(refused.message());
        }
    }

    @Benchmark
    public void comeSettleAndAdmitTheNext() {
        come();
        desk.settle(running.remove(), settlement, System.nanoTime());
    }
}
