package dev.fleetward.testbed.health;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.Breakers;
import dev.fleetward.core.health.Entry;
import dev.fleetward.core.health.HealthAlerts;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Judged;
import dev.fleetward.core.health.Pass;
import dev.fleetward.core.health.ProbeCadence;
import dev.fleetward.core.health.ProbeCadence.Pace;
import dev.fleetward.core.health.ProbeCadence.Situation;
import dev.fleetward.core.health.Standing;
import dev.fleetward.core.incident.Contact;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentBook;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.HealthRules;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.snapshot.Timeouts;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One fallback whose answers are malformed at a rate, from the first moment on. Calls come at
/// random, probes when [ProbeCadence] says so. Confined to its thread.
final class MalformedRun {
    static final String OWNER = "search";

    private static final String FALLBACK = "fallback";
    private static final long HOUR_NANOS = TimeUnit.HOURS.toNanos(1);
    private static final double MINUTE_NANOS = 60e9;

    /// When an endpoint that is not probed now is looked at again.
    private static final long IDLE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /// The prober's defaults.
    private static final ProbeCadence.Rules RULES =
            new ProbeCadence.Rules(
                    TimeUnit.MINUTES.toNanos(5), TimeUnit.SECONDS.toNanos(2), 900, 60);

    private static final FleetSnapshot FLEET = fleet();

    private final SplittableRandom random;
    private final double rate;
    private final double callsPerMinute;
    private final Breakers breakers;
    private final ProbeCadence cadence;
    private final Deque<Long> lastHour = new ArrayDeque<>();
    private long nowNanos;
    private long nextCallNanos;
    private long lastProbeNanos;
    private int probes;
    private int calls;
    private int bad;
    private int quick;
    private long firstBadNanos = -1;

    /// How a run ended.
    ///
    /// @param calls at the fallback, probes among them
    /// @param suspectedMinutes of quick probes
    /// @param minutes since the beginning
    /// @param minutesSinceBad since its first bad answer
    /// @param bad malformed answers to callers' calls
    /// @param left whether a call that has another endpoint no longer goes there
    /// @param owner who is told first
    record Found(
            int calls,
            int probes,
            double suspectedMinutes,
            double minutes,
            double minutesSinceBad,
            int bad,
            boolean left,
            int incidents,
            @Nullable String owner) {}

    MalformedRun(SplittableRandom random, double rate, double callsPerMinute) {
        this.random = random;
        this.rate = rate;
        this.callsPerMinute = callsPerMinute;
        this.breakers = new Breakers(HealthRules.DEFAULT, random.split(), 0, 0);
        // At some point between two probes.
        this.lastProbeNanos = -random.nextLong(RULES.everyNanos());
        this.cadence = new ProbeCadence(lastProbeNanos);
        this.nextCallNanos = after(0);
    }

    private static FleetSnapshot fleet() {
        Owner platform = new Owner("platform", "platform@example.com", null);
        Owner search = new Owner(OWNER, "search@example.com", "https://pager.example.com/search");
        Endpoint first = endpoint("first", platform);
        Endpoint second = endpoint(FALLBACK, search);
        Route route =
                new Route(
                        "chat",
                        List.of(new Route.Candidate(first, 1), new Route.Candidate(second, 1)),
                        Route.Strategy.FAILOVER,
                        false,
                        Timeouts.DEFAULT);
        return new FleetSnapshot(
                1,
                Map.of("platform", platform, OWNER, search),
                Map.of(
                        first.provider().name(), first.provider(),
                        second.provider().name(), second.provider()),
                Map.of(),
                Map.of("first", first, FALLBACK, second),
                Map.of("chat", route),
                Map.of(),
                new KeyRing(List.of()),
                new PriceTable(List.of()),
                Bounds.DEFAULT,
                FleetSnapshot.UnrecordedCalls.PASS);
    }

    private static Endpoint endpoint(String name, Owner owner) {
        Provider provider =
                new Provider(
                        name + "-provider",
                        name,
                        WireDialect.OPENAI,
                        URI.create("http://127.0.0.1:1"),
                        Provider.Style.STANDARD,
                        null,
                        null,
                        false,
                        Map.of(),
                        owner,
                        "openai");
        return new Endpoint(
                name, provider, "m", "us", null, null, owner, Timeouts.DEFAULT, null, false);
    }

    private long after(long nanos) {
        return callsPerMinute == 0
                ? Long.MAX_VALUE
                : nanos
                        + (long)
                                (-Math.log(1 - random.nextDouble())
                                        / callsPerMinute
                                        * MINUTE_NANOS);
    }

    Found untilFound() {
        while (alarms() == 0) {
            next();
        }
        HealthView health = breakers.view(FALLBACK, nowNanos);
        IncidentBook book = new IncidentBook(IncidentPolicy.DEFAULT, List.of(), 1, 0);
        book.take(
                HealthAlerts.of(FLEET, Map.of(FALLBACK, health)),
                Set.of(),
                FLEET,
                nowNanos / 1_000);
        List<Incident> open = book.open();
        Contact told = open.isEmpty() ? null : open.getFirst().responsible();
        Standing standing = breakers.standing(FALLBACK, 0, nowNanos);
        return new Found(
                calls,
                probes,
                quick * (double) RULES.quickNanos() / MINUTE_NANOS,
                nowNanos / MINUTE_NANOS,
                firstBadNanos < 0 ? 0 : (nowNanos - firstBadNanos) / MINUTE_NANOS,
                bad,
                standing == Standing.LAST_RESORT || standing == Standing.SHUT,
                open.size(),
                told == null ? null : told.owner());
    }

    /// Alarms in so many calls and probes.
    long alarmsIn(int wanted) {
        while (calls < wanted) {
            next();
        }
        return alarms();
    }

    /// The next call or probe, whichever comes first.
    private void next() {
        Pace pace = pace();
        long probeNanos =
                switch (pace) {
                    case NONE -> nowNanos + IDLE_NANOS;
                    case USUAL -> lastProbeNanos + RULES.everyNanos();
                    case QUICK -> lastProbeNanos + RULES.quickNanos();
                };
        if (nextCallNanos <= probeNanos) {
            nowNanos = Math.max(nowNanos, nextCallNanos);
            nextCallNanos = after(nowNanos);
            lastHour.addLast(nowNanos);
            call(Entry.CALL);
            return;
        }
        nowNanos = Math.max(nowNanos, probeNanos);
        if (pace != Pace.NONE && cadence.isDue(RULES, situation(), nowNanos)) {
            if (pace == Pace.QUICK) {
                quick++;
            }
            probes++;
            lastProbeNanos = nowNanos;
            cadence.probed(call(Entry.PROBE), nowNanos);
        }
    }

    private Pace pace() {
        return cadence.pace(RULES, situation());
    }

    private Situation situation() {
        while (!lastHour.isEmpty() && lastHour.peekFirst() < nowNanos - HOUR_NANOS) {
            lastHour.removeFirst();
        }
        return Situation.of(false, breakers.view(FALLBACK, nowNanos), lastHour.size());
    }

    /// Whether the answer was good; also where there was none.
    private boolean call(Entry entry) {
        Pass pass = breakers.begin(FALLBACK, entry, nowNanos);
        if (pass == null) {
            return true;
        }
        calls++;
        if (random.nextDouble() >= rate) {
            pass.answered(null, Judged.ALWAYS, nowNanos);
            return true;
        }
        pass.failed(FailureKind.MALFORMED_ANSWER, null, nowNanos);
        if (firstBadNanos < 0) {
            firstBadNanos = nowNanos;
        }
        if (entry == Entry.CALL) {
            bad++;
        }
        return false;
    }

    private long alarms() {
        return breakers.transitionsAfter(0).stream()
                .filter(step -> step.event() == Event.DEGRADED)
                .count();
    }
}
