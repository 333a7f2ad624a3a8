package dev.fleetward.control.admin;

import dev.fleetward.control.admin.Sources.Lifecycle;
import dev.fleetward.control.evaluation.EvalBook;
import dev.fleetward.control.evaluation.Evaluations;
import dev.fleetward.control.evaluation.PermitBook;
import dev.fleetward.control.incident.Incidents;
import dev.fleetward.control.operations.ChangeLog;
import dev.fleetward.control.operations.DeployBook;
import dev.fleetward.control.operations.DirectiveBook;
import dev.fleetward.control.operations.Operations;
import dev.fleetward.control.operations.VersionBook;
import dev.fleetward.control.probe.EndpointProbes;
import dev.fleetward.control.probe.Probes;
import dev.fleetward.control.region.LateRegion;
import dev.fleetward.control.region.RegionReading;
import dev.fleetward.control.region.Regions;
import dev.fleetward.control.registry.ConfigStatus;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreStatus;
import dev.fleetward.control.watch.WatchReading;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.health.BreakerState;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.Cause;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Symptom;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Secret;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.core.view.QuotaView;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A fleet of one endpoint, its gateway and its ledger, whose state tests set. Thread-safe.
final class FakeFleet implements LedgerQueries, GatewayView, Clock {
    /// The only call that its ledger knows.
    static final String CALL = "fw_01k0m3v8qz6t5r9n2x7c4b1hjd";

    static final String SECRET = "sk-planted-0123456789abcdef";
    static final String HEADER_VALUE = "planted-header-value";

    volatile Lifecycle lifecycle = Lifecycle.SERVING;
    volatile ConfigStatus.State config = ConfigStatus.State.CURRENT;
    volatile StoreStatus store = new StoreStatus(StoreStatus.State.OPEN, null);
    volatile WatchReading watch = WatchReading.FIRST;
    final AtomicReference<Set<String>> stopped = new AtomicReference<>(Set.of());
    private final List<ControlStore> started = new CopyOnWriteArrayList<>();
    final List<String> forgiven = new CopyOnWriteArrayList<>();
    volatile boolean storageDown;
    volatile String loadAsked = "";
    volatile @Nullable FleetSnapshot snapshot = oneEndpoint();

    /// Queries that wait, and what they wait for.
    final CountDownLatch waiting = new CountDownLatch(QueryPermits.MAX_QUERIES);

    final CountDownLatch gate = new CountDownLatch(1);

    Sources sources(Path scratch, Path rows) {
        return sources(scratch, rows, NoIncidents.in(rows, this));
    }

    Sources sources(Path scratch, Path rows, Incidents incidents) {
        return new Sources(
                "1.2.3",
                this,
                () -> lifecycle,
                () -> snapshot,
                () -> new ConfigStatus("fleetward.yaml", config, 7, 0, 0, List.of()),
                this,
                this,
                () -> "fleetward_up 1\n",
                () -> store,
                incidents,
                new Probes() {
                    @Override
                    public boolean isOn() {
                        return false;
                    }

                    @Override
                    public List<EndpointProbes> endpoints() {
                        return List.of();
                    }
                },
                new NoLikenesses(),
                new NoLiveLikenesses(),
                () -> watch,
                new Regions() {
                    @Override
                    public RegionReading reading() {
                        return RegionReading.FIRST;
                    }

                    @Override
                    public LateRegion.Outcome late(List<LateRegion> told) {
                        return new LateRegion.Outcome(told.size(), 0, 0);
                    }
                },
                new NoSeasons(),
                operations(rows),
                evaluations(rows),
                scratch);
    }

    void close() throws InterruptedException {
        for (ControlStore each : started) {
            each.close();
        }
    }

    private Evaluations evaluations(Path folder) {
        ControlStore rows = ControlStore.start(folder, this);
        started.add(rows);
        return new Evaluations(new PermitBook(this, new SplittableRandom(1)), new EvalBook(rows));
    }

    private Operations operations(Path folder) {
        ControlStore rows = ControlStore.start(folder, this);
        started.add(rows);
        ChangeLog changes = new ChangeLog(rows);
        return new Operations(
                new DirectiveBook(rows, changes, this, stopped::set),
                new VersionBook(rows, changes, this, _ -> {}),
                changes,
                new DeployBook(rows, changes, this),
                forgiven::add,
                () -> new LoadResult.Rejected(List.of()));
    }

    private static FleetSnapshot oneEndpoint() {
        Owner owner = new Owner("o", "o@example.com", null);
        Provider provider =
                new Provider(
                        "p",
                        "p",
                        WireDialect.OPENAI,
                        URI.create("https://example.com/v1"),
                        Provider.Style.STANDARD,
                        new Secret("env:KEY", SECRET, new byte[SECRET.length()]),
                        null,
                        false,
                        Map.of("x-team", HEADER_VALUE),
                        owner,
                        "openai");
        Pool pool =
                new Pool(
                        "pool",
                        Accounting.PLAIN,
                        500,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED,
                        Pool.UNLIMITED);
        Endpoint endpoint =
                new Endpoint(
                        "e", provider, "m", null, null, pool, null, Timeouts.DEFAULT, null, false);
        Route route =
                new Route(
                        "r",
                        List.of(new Route.Candidate(endpoint, 1)),
                        Route.Strategy.FAILOVER,
                        false,
                        Timeouts.DEFAULT);
        Feature feature =
                new Feature("f", owner, CallClass.INTERACTIVE, 1, Map.of(), null, Set.of(), null);
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) 7);
        return new FleetSnapshot(
                7,
                Map.of("o", owner),
                Map.of("p", provider),
                Map.of("pool", pool),
                Map.of("e", endpoint),
                Map.of("r", route),
                Map.of("f", feature),
                new KeyRing(List.of(KeyRing.Key.of(hash, feature, null))),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }

    private Table one(String column, String cell) throws IOException {
        if (storageDown) {
            throw new IOException("the disk is gone");
        }
        return new Table(List.of(column), List.of(List.of(cell)), false);
    }

    @Override
    public Table totals(List<String> groupBy, Instant from, Instant to) throws IOException {
        return one("totals", groupBy + " " + from + " " + to);
    }

    @Override
    public Table health(
            List<String> groupBy, Instant from, Instant to, Collection<String> complained)
            throws IOException {
        if (groupBy.equals(List.of("endpoint"))) {
            return new Table(List.of("endpoint"), List.of(), false); // Nothing ran lately.
        }
        return one("health", groupBy + " " + from + " " + to);
    }

    @Override
    public Table recent(int limit, @Nullable String feature, @Nullable String endpoint)
            throws IOException {
        return one("recent", limit + " " + feature + " " + endpoint);
    }

    @Override
    public Table live(Duration window) throws IOException {
        return one("live", window.toString());
    }

    @Override
    public Table usage(Instant from, Instant to, @Nullable String pool, Collection<String> routes)
            throws IOException {
        return one("usage", from + " " + to + " " + pool + " " + routes);
    }

    @Override
    public Table load(
            String pool,
            List<Instant> windows,
            Duration length,
            boolean cacheReadsCount,
            boolean declaredOutputCounts)
            throws IOException {
        one("load", pool);
        loadAsked = pool + " " + windows + " " + cacheReadsCount + " " + declaredOutputCounts;
        return new Table(
                List.of("feature", "class", "days", "requests_p50", "requests_p95"),
                List.of(List.of("f", "interactive", 5L, 100.0, 480.0)),
                false);
    }

    @Override
    public Table pace(String pool, Instant from, Instant to) throws IOException {
        one("pace", pool);
        return new Table(
                List.of("calls", "first_token_seconds", "token_seconds"),
                List.of(List.of(10L, 0.5, 0.01)),
                false);
    }

    @Override
    public Table sql(String query, int maxRows, Duration timeout) throws IOException, QueryRefused {
        switch (query) {
            case "crash" -> throw new IllegalStateException("with " + SECRET);
            case "drop table x" -> throw new QueryRefused("only reads are allowed");
            case "wait" -> {
                waiting.countDown();
                try {
                    gate.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }
            default -> {}
        }
        if (query.contains("call_id = ")) {
            return new Table(
                    List.of(),
                    query.contains("'" + CALL + "'")
                            ? List.of(
                                    Arrays.asList(
                                            "f",
                                            "e",
                                            "pool",
                                            "p",
                                            "us",
                                            "succeeded",
                                            "echo",
                                            null,
                                            "chat",
                                            1_000_000L))
                            : List.of(),
                    false);
        }
        if (query.contains("GROUP BY ALL")) {
            return new Table(List.of(), List.of(), false);
        }
        if (query.contains("FILTER (WHERE flaw IN ('refused'")) {
            return new Table(List.of(), List.of(List.of(1_000L, 4L, 30L, 110L)), false);
        }
        return one("sql", query + " " + maxRows);
    }

    @Override
    public void export(Path target, Format format, Instant from, Instant to) throws IOException {
        Files.writeString(target, one("", "csv export").rows().getFirst().getFirst() + "\n");
    }

    @Override
    public Lag lag() {
        return new Lag(4096, 0, storageDown ? "the disk is gone" : null);
    }

    @Override
    public QuotaView quotas() {
        return new QuotaView(
                List.of(
                        new QuotaView.PoolView(
                                "pool",
                                List.of(new QuotaView.BucketView("requestsPerMinute", 500, 499)),
                                1,
                                0,
                                0)),
                List.of(),
                1);
    }

    @Override
    public List<EndpointView> endpoints() {
        return List.of(
                new EndpointView(
                        "e",
                        false,
                        1,
                        new HealthView(
                                State.OPEN,
                                Cause.TRANSPORT,
                                "3 failures in a row",
                                "3 failures in a row",
                                5,
                                5,
                                1_500_000_000L,
                                1,
                                0,
                                0,
                                0,
                                0,
                                null,
                                List.of(
                                        new HealthView.SymptomView(
                                                Symptom.MALFORMED, 0.5, 0.03, 100, 0.005, 2)))));
    }

    @Override
    public List<Transition> transitionsAfter(long sequence) {
        return List.of();
    }

    @Override
    public List<BreakerState> breakerStates() {
        return List.of();
    }

    @Override
    public Counters counters() {
        return new Counters(3, 0, 0, 1, 0, 10, 0, 0, 0, 0, 0);
    }

    @Override
    public long snapshotVersion() {
        return 7;
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public long wallMicros() {
        return 1_790_000_000_000_000L;
    }
}
