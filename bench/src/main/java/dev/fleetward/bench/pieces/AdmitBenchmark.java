package dev.fleetward.bench.pieces;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.Estimate;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.quota.Settlement;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.unit.Money;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final long ACCEPTED = 1_795_000_000_000_000L;

    private final Pool pool =
            new Pool("p", Accounting.PLAIN, PLENTY, PLENTY, PLENTY, PLENTY, PLENTY);
    private final Feature feature =
            new Feature(
                    "chat",
                    null,
                    CallClass.INTERACTIVE,
                    1,
                    Map.of(),
                    new Budget(new Money(Long.MAX_VALUE / 4), null),
                    Set.of(),
                    null);
    private final Endpoint endpoint = Bodies.endpoint(WireDialect.OPENAI, pool);
    private final FairDesk desk =
            new FairDesk(
                    new FleetSnapshot(
                            1,
                            Map.of(),
                            Map.of(),
                            Map.of(pool.name(), pool),
                            Map.of(endpoint.name(), endpoint),
                            Map.of(),
                            Map.of(feature.name(), feature),
                            new KeyRing(List.of()),
                            new PriceTable(List.of()),
                            Bounds.DEFAULT,
                            FleetSnapshot.UnrecordedCalls.REFUSE),
                    System.nanoTime(),
                    ACCEPTED);
    private final Ask ask =
            new Ask(
                    CallId.of(ACCEPTED, 7, 11),
                    feature,
                    new Attribution(
                            "ab12cd34ef56",
                            "chat",
                            null,
                            Origin.USER,
                            true,
                            CallClass.INTERACTIVE,
                            false,
                            null,
                            null),
                    "chat",
                    1,
                    List.of(endpoint),
                    new Estimate(100, 256, 256),
                    1_000,
                    Long.MAX_VALUE);
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
