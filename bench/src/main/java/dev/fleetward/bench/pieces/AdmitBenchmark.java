package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.quota.Settlement;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.unit.Money;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// Every call is admitted against a pool with every kind of limit and a budget, and settled. Alone,
/// and with another event loop at the same desk.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AdmitBenchmark {
    private static final long PLENTY = 1_000_000_000_000L;

    private final Pool pool =
            new Pool("p", Accounting.PLAIN, PLENTY, PLENTY, PLENTY, PLENTY, PLENTY);
    private final Feature feature =
            Desks.feature("chat", new Budget(new Money(Long.MAX_VALUE / 4), null));
    private final Endpoint endpoint = Bodies.endpoint(WireDialect.OPENAI, pool);
    private final FairDesk desk = Desks.desk(endpoint, List.of(feature));
    private final Ask ask = Desks.ask(feature, "ab12cd34ef56", endpoint, Long.MAX_VALUE);
    private final Settlement settlement =
            new Settlement(Settlement.Ending.SUCCEEDED, Usage.estimated(90, 120), 1_000);

    @Benchmark
    @Threads(1)
    public void alone() {
        admitAndSettle();
    }

    @Benchmark
    @Threads(2)
    public void twoAtOnce() {
        admitAndSettle();
    }

    private void admitAndSettle() {
        switch (desk.admit(ask, later -> {}, System.nanoTime())) {
            case Admission.Admitted(var lease) -> desk.settle(lease, settlement, System.nanoTime());
            case Admission.Queued queued -> throw new IllegalStateException("queued");
            case Admission.Refused refused -> throw new IllegalStateException(refused.message());
        }
    }
}
