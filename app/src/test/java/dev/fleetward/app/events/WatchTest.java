package dev.fleetward.app.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.incident.Complaint;
import dev.fleetward.control.incident.Complaints;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.watch.Watch;
import dev.fleetward.control.watch.WatchReading;
import dev.fleetward.control.watch.WatchReading.State;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.objective.Complained;
import dev.fleetward.core.objective.Holder;
import dev.fleetward.core.objective.ObjectiveBook;
import dev.fleetward.core.objective.ServiceLevel;
import dev.fleetward.core.objective.Standing;
import dev.fleetward.core.objective.Verdict;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.BurnAction;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Objective;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.gateway.record.SegmentLogs;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The watch over a real log and a real ledger, with the wall clock standing still, so that two
/// readings of the same events are the same.
class WatchTest {
    private static final long PATIENCE_SECONDS = 60;
    private static final long WALL = 1_790_000_123_456_789L;
    private static final Objective STRICT =
            new Objective(
                    500_000_000L,
                    60_000_000L,
                    1_500_000_000L,
                    new Percent(900_000),
                    new Percent(999_000));
    private static final Objective OTHER =
            new Objective(
                    300_000_000L, 0, 700_000_000L, new Percent(950_000), new Percent(990_000));

    @TempDir Path data;

    private final AtomicLong skippedNanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();

    /// Each process has a time of its own, a millisecond apart: its log is named by it.
    private final AtomicInteger starts = new AtomicInteger();

    private final Clock clock =
            new Clock() {
                @Override
                public long nanos() {
                    return System.nanoTime() + skippedNanos.get();
                }

                @Override
                public long wallMicros() {
                    return WALL + starts.get() * 1_000L;
                }
            };
    private volatile FleetSnapshot fleet = fleet(STRICT);
    private final List<CallEvent> recorded = new ArrayList<>();
    private final List<Complained> complained = new ArrayList<>();
    private final RandomCalls calls = new RandomCalls(7, WALL);

    private SegmentLogs logs;
    private EventSink sink;
    private Ledger ledger;
    private ControlStore store;
    private Complaints complaints;
    private Watch watch;

    @BeforeEach
    void start() throws Exception {
        starts.incrementAndGet();
        logs =
                SegmentLogs.open(
                        data.resolve("events"), 1, 1 << 20, 200, Duration.ofMillis(20), clock);
        assertThat(logs.awaitReady(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        sink = logs.sink(0);
        ledger = Ledger.start(data, logs.epoch(), clock, LedgerSettings.DEFAULT);
        store = ControlStore.start(data, clock);
        assertThat(store.awaitOpen(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
        complaints = new Complaints(store, clock);
        watch = Watch.start(ledger, complaints, () -> fleet, clock, _ -> looks.incrementAndGet());
    }

    @AfterEach
    void stop() throws Exception {
        watch.close();
        store.close();
        logs.stop();
        ledger.stop();
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    private void record(int events) {
        for (int i = 0; i < events; i++) {
            recorded.add(calls.record(sink));
        }
    }

    private static void await(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000;
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private WatchReading awaitEvents(long taken) throws InterruptedException {
        await(taken + " events are taken", () -> ledger.status().eventsTaken() >= taken);
        int before = looks.get();
        await(
                "the watch has looked",
                () -> looks.get() > before + 1 && watch.reading().state() == State.CURRENT);
        return watch.reading();
    }

    private void assertThatAllIsCounted(WatchReading reading) {
        ObjectiveBook expected = new ObjectiveBook(ServiceLevel.of(fleet));
        recorded.forEach(event -> expected.count(event, WALL));
        for (Complained call : complained) {
            for (Holder.Kind kind : Holder.Kind.values()) {
                expected.complained(kind, call, WALL);
            }
        }
        List<Standing> standings = expected.standings(WALL);
        assertThat(reading.standings()).hasSameSizeAs(standings);
        for (int i = 0; i < standings.size(); i++) {
            Standing seen = reading.standings().get(i);
            assertThat(seen.period().events()).isPositive();
            assertThat(seen.level()).isEqualTo(standings.get(i).level());
            assertThat(seen.period()).as("%s", seen.level()).isEqualTo(standings.get(i).period());
            assertThat(seen.burns()).as("%s", seen.level()).isEqualTo(standings.get(i).burns());
        }
    }

    @Test
    void seesEveryEventOnce() throws Exception {
        record(3_000);
        assertThatAllIsCounted(awaitEvents(3_000));
    }

    private void complain(int from, int to) throws Exception {
        for (CallEvent event : recorded.subList(from, to)) {
            if (event.outcome().last()) {
                Complained call =
                        new Complained(
                                event.who().feature(),
                                event.target().fallbackOf() == null
                                        ? event.target().route()
                                        : event.target().fallbackOf(),
                                event.target().endpoint(),
                                event.timing().acceptedWallMicros()
                                        + event.timing().settled() / 1_000,
                                Verdict.ofComplaint(
                                        event.outcome().ending(), event.outcome().flaw()));
                for (int again = 0; again < 2; again++) {
                    if (complaints.add(
                            new Complaint(
                                    event.call().toString(),
                                    WALL,
                                    "ann",
                                    null,
                                    call,
                                    null,
                                    null,
                                    null))) {
                        complained.add(call);
                    }
                }
            }
        }
    }

    @Test
    void complaintsCountOnceEachInWhateverProcess() throws Exception {
        record(600);
        awaitEvents(600);
        complain(0, 200);
        assertThat(complained).hasSizeGreaterThan(100);
        assertThatAllIsCounted(awaitEvents(600));
        complain(200, 300);
        restart();
        assertThatAllIsCounted(awaitEvents(0));
        complain(300, 400);
        fleet = fleet(OTHER);
        record(100);
        assertThatAllIsCounted(awaitEvents(100));
    }

    @Test
    void knowsTheSameAfterARestartAsWithoutOne() throws Exception {
        record(2_000);
        WatchReading before = awaitEvents(2_000);
        restart();
        WatchReading after = awaitEvents(0);
        assertThatAllIsCounted(after);
        assertThat(after.alerts()).isNotEmpty();
        assertThat(after.alerts())
                .extracting(alert -> alert.key(), alert -> alert.severity(), alert -> alert.words())
                .containsExactlyElementsOf(
                        before.alerts().stream()
                                .map(alert ->
                                        org.assertj.core.groups.Tuple.tuple(
                                                alert.key(), alert.severity(), alert.words()))
                                .toList());
        record(2_000);
        assertThatAllIsCounted(awaitEvents(2_000));
    }

    @Test
    void startingOverWhileEventsComeCountsNoneTwiceAndLosesNone() throws Exception {
        for (int i = 0; i < 20; i++) {
            record(100);
            ledger.listen(listener());
            Thread.sleep(20);
        }
        assertThatAllIsCounted(awaitEvents(2_000));
    }

    /// Promising something else makes the watch start over.
    private dev.fleetward.control.ledger.LedgerListener listener() {
        fleet = fleet(fleet.version() % 2 == 0 ? STRICT : OTHER);
        return new dev.fleetward.control.ledger.LedgerListener() {
            @Override
            public void greeted(dev.fleetward.control.ledger.History history) {
                history.close();
                throw new IllegalStateException("one that fails does not disturb the others");
            }

            @Override
            public void taken(CallEvent event) {}

            @Override
            public void upToDate(long nanos) {}
        };
    }

    @Test
    void whatIsPromisedAnewIsJudgedByAllThatIsKnown() throws Exception {
        record(1_000);
        awaitEvents(1_000);
        fleet = fleet(OTHER);
        await(
                "the new promises are watched",
                () ->
                        watch.reading().standings().stream()
                                .map(Standing::level)
                                .toList()
                                .equals(ServiceLevel.of(fleet)));
        assertThatAllIsCounted(watch.reading());
    }

    @Test
    void aProcessThatDiedIsAFailureOfItsFeatures() throws Exception {
        sink.tryOpen(TestEvents.opened(3, WALL - 1_000_000));
        fleet = fleetOf("feature-0");
        stop();
        start();
        WatchReading reading = awaitEvents(1);
        assertThat(reading.standings())
                .filteredOn(standing -> standing.level().holder().name().equals("feature-0"))
                .first()
                .satisfies(standing -> assertThat(standing.period().bad()).isEqualTo(1));
        restart();
        assertThat(awaitEvents(0).standings())
                .extracting(Standing::period)
                .isEqualTo(reading.standings().stream().map(Standing::period).toList());
    }

    @Test
    void aBurnPagesAndItsPolicyIsTold() throws Exception {
        record(2_000);
        WatchReading reading = awaitEvents(2_000);
        assertThat(reading.trouble()).isNull();
        assertThat(reading.alerts())
                .filteredOn(alert -> "chat".equals(alert.subject().feature()))
                .singleElement()
                .satisfies(alert -> {
                    assertThat(alert.severity()).isEqualTo(Severity.PAGE);
                    assertThat(alert.words()).startsWith("chat burns its success budget ");
                });
        assertThat(reading.policy().frozen()).containsExactly("chat");
    }

    @Test
    void saysThatItIsBlindInsteadOfBeingSilent() throws Exception {
        record(500);
        WatchReading before = awaitEvents(500);
        stop();
        Files.delete(data.resolve("ledger.duckdb"));
        Files.createDirectory(data.resolve("ledger.duckdb"));
        start();
        skippedNanos.addAndGet(Duration.ofSeconds(30).toNanos());
        await(
                "the ledger is missed",
                () ->
                        String.valueOf(watch.reading().trouble()).contains("the ledger is down:")
                                && String.valueOf(watch.reading().trouble())
                                        .contains("nothing is known of the last 3"));
        assertThat(watch.reading().state()).isEqualTo(State.READING);
        assertThat(watch.reading().standings()).isEmpty();
        assertThat(before.standings()).isNotEmpty();
    }

    private static FleetSnapshot fleetOf(String feature) {
        return fleet(STRICT, feature);
    }

    private static FleetSnapshot fleet(Objective objective) {
        return fleet(objective, "chat");
    }

    private static FleetSnapshot fleet(Objective objective, String name) {
        return fleet(objective, name, "e");
    }

    /// One of this endpoint alone.
    static FleetSnapshot fleetWithEndpoint(String name) {
        return fleet(STRICT, "chat", name);
    }

    private static FleetSnapshot fleet(Objective objective, String name, String endpointName) {
        Provider provider =
                new Provider(
                        "p",
                        "p",
                        WireDialect.OPENAI,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        null,
                        "openai");
        Endpoint endpoint =
                new Endpoint(
                        endpointName,
                        provider,
                        "m",
                        null,
                        null,
                        null,
                        null,
                        Timeouts.DEFAULT,
                        null,
                        false,
                        false,
                        new Care(objective, null, null, null));
        Route route =
                new Route(
                        "r",
                        List.of(new Route.Candidate(endpoint, 1)),
                        Route.Strategy.FAILOVER,
                        false,
                        Timeouts.DEFAULT,
                        Route.NO_CLAMP,
                        new Resilience(objective, Set.of(), null, null));
        Feature feature =
                new Feature(
                        name,
                        null,
                        CallClass.INTERACTIVE,
                        1,
                        Map.of(),
                        null,
                        Set.of(),
                        objective,
                        Parallel.DEFAULT,
                        QueueBounds.DEFAULT,
                        Set.of(),
                        Expectations.DEFAULT,
                        Set.of(BurnAction.FREEZE));
        return new FleetSnapshot(
                objective == STRICT ? 1 : 2,
                Map.of(),
                Map.of("p", provider),
                Map.of(),
                Map.of(endpointName, endpoint),
                Map.of("r", route),
                Map.of(name, feature),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.REFUSE);
    }
}
