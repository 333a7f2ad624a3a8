package dev.fleetward.gateway.relay;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.cost.Cost;
import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.health.HealthView;
import dev.fleetward.core.health.Judged;
import dev.fleetward.core.health.Standing;
import dev.fleetward.core.health.Symptom;
import dev.fleetward.core.quota.Estimate;
import dev.fleetward.core.region.VersionDecision;
import dev.fleetward.core.region.VersionGate;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.route.RoutePlan;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.core.snapshot.Route;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which endpoints a call may go to, and why it may go to none. Stateless.
final class Candidates {
    /// When a caller may try again where the only endpoints are on trial.
    private static final long TRIAL_NANOS = 1_000_000_000L;

    /// Endpoints of which a failure tells why their versions are held.
    private static final int MOST_REASONS = 5;

    private Candidates() {}

    /// For the call's own route.
    ///
    /// @param random a fresh random number
    static RoutePlan plan(Fleet fleet, Call call, Route route, long random, long nowNanos) {
        return plan(fleet, call, call.residency, route, random, nowNanos);
    }

    /// @param residency where the call may be served, besides what the route says
    static RoutePlan plan(
            Fleet fleet, Call call, Residency residency, Route route, long random, long nowNanos) {
        RoutePlan plan = open(fleet, call, residency, route, random, nowNanos);
        VersionGate gate = call.serving.versions().of(route);
        return gate == null ? plan : plan.within(gate, call.id);
    }

    private static RoutePlan open(
            Fleet fleet, Call call, Residency residency, Route route, long random, long nowNanos) {
        Residency bound = residency.within(route.resilience().zones());
        return RoutePlan.of(
                route,
                residency,
                new RoutePlan.Standings() {
                    @Override
                    public Standing of(Endpoint endpoint, int draw) {
                        return call.snapshot.stopped(endpoint)
                                        || !speaks(endpoint, call)
                                        || call.serving.strays().from(endpoint, bound).isPresent()
                                ? Standing.SHUT
                                : fleet.breakers().standing(endpoint.name(), draw, nowNanos);
                    }

                    @Override
                    public double badness(Endpoint endpoint) {
                        return fleet.breakers().badness(endpoint.name());
                    }

                    @Override
                    public long costNanos(Endpoint endpoint) {
                        return expectedCost(call, endpoint);
                    }

                    @Override
                    public long firstTokenNanos(Endpoint endpoint) {
                        return call.snapshot
                                .seasons()
                                .firstTokenNanos(
                                        endpoint.name(), call.passport.acceptedWallMicros());
                    }
                },
                random);
    }

    /// Negative where its price is unknown.
    private static long expectedCost(Call call, Endpoint endpoint) {
        PriceRow price = endpoint.price();
        if (price == null) {
            return -1;
        }
        Estimate estimate = Estimates.of(call.facts());
        Usage usage = Usage.estimated(estimate.inputTokens(), estimate.usualOutputTokens());
        return Cost.nanos(usage, price);
    }

    private static Residency residency(Call call) {
        return call.residency.within(call.route().resilience().zones());
    }

    private static boolean speaks(Endpoint endpoint, Call call) {
        return endpoint.provider().dialect() == call.operation.dialect()
                || call.operation.translatable();
    }

    /// Why a call finds no endpoint.
    static Failure none(Fleet fleet, Call call, long nowNanos) {
        Route route = call.route();
        if (!residency(call).allowsAny(route)) {
            return Failure.of(
                    FailureKind.FORBIDDEN,
                    "No endpoint of the route "
                            + route.name()
                            + " lies where calls of the feature "
                            + call.key().feature().name()
                            + " may be served ("
                            + zoneNames(call)
                            + ").");
        }
        if (allowed(call).noneMatch(endpoint -> speaks(endpoint, call))) {
            return Failure.of(
                    FailureKind.NOT_EXPRESSIBLE,
                    "No endpoint of the route "
                            + route.name()
                            + " offers "
                            + call.operation.path()
                            + "; it cannot be translated.");
        }
        Failure held = held(fleet, call, nowNanos);
        if (held != null) {
            return held;
        }
        Failure failure =
                !residency(call).isAnywhere()
                        ? Failure.of(
                                FailureKind.NO_ENDPOINT,
                                "No endpoint of the route "
                                        + route.name()
                                        + " takes calls now in "
                                        + zoneNames(call)
                                        + ", outside of which this call may not be served"
                                        + strays(call)
                                        + ".")
                        : Failure.of(FailureKind.NO_ENDPOINT);
        long soonest = soonest(fleet, call, nowNanos);
        return soonest == 0 ? failure : failure.withRetryAfter(Duration.ofNanos(soonest));
    }

    /// Null where not its versions alone keep the call from every endpoint.
    private static @Nullable Failure held(Fleet fleet, Call call, long nowNanos) {
        Route route = call.route();
        VersionGate gate = call.serving.versions().of(route);
        if (gate == null) {
            return null;
        }
        RoutePlan open = open(fleet, call, call.residency, route, 0, nowNanos);
        List<VersionDecision.Held> held = open.held(gate, call.id);
        if (held.isEmpty()) {
            return null;
        }
        String reasons =
                held.stream()
                        .limit(MOST_REASONS)
                        .map(it -> it.endpoint() + " " + it.reason())
                        .collect(Collectors.joining("; "));
        return Failure.of(
                FailureKind.VERSION_HELD,
                "No endpoint of the route "
                        + route.name()
                        + " serves "
                        + route.versions().words()
                        + ": "
                        + reasons
                        + (held.size() > MOST_REASONS
                                ? "; and " + (held.size() - MOST_REASONS) + " more"
                                : "")
                        + ".");
    }

    /// Who is kept from it for having answered from elsewhere.
    private static String strays(Call call) {
        Residency residency = residency(call);
        String strays =
                allowed(call)
                        .flatMap(endpoint ->
                                call.serving.strays().from(endpoint, residency).stream()
                                        .map(region -> endpoint.name() + " from " + region))
                        .limit(MOST_REASONS)
                        .collect(Collectors.joining(", "));
        return strays.isEmpty() ? "" : "; lately answered " + strays;
    }

    /// 0 where nobody knows.
    private static long soonest(Fleet fleet, Call call, long nowNanos) {
        return allowed(call)
                .filter(endpoint -> !call.snapshot.stopped(endpoint) && speaks(endpoint, call))
                .map(endpoint -> fleet.breakers().view(endpoint.name(), nowNanos))
                .mapToLong(Candidates::remaining)
                .filter(remaining -> remaining > 0)
                .min()
                .orElse(0);
    }

    private static long remaining(HealthView health) {
        return health.state() == State.HALF_OPEN ? TRIAL_NANOS : health.remainingNanos();
    }

    private static Stream<Endpoint> allowed(Call call) {
        Residency residency = residency(call);
        return call.route().candidates().stream()
                .map(Route.Candidate::endpoint)
                .filter(residency::allows);
    }

    private static String zoneNames(Call call) {
        var zones = residency(call).zones();
        return zones.isEmpty()
                ? "no zone, for the feature's and the route's have none in common"
                : (zones.size() == 1 ? "zone " : "zones ") + String.join(", ", zones);
    }

    /// What an attempt's answer was looked at for.
    static Judged judged(Attempt attempt) {
        Call call = attempt.call;
        Expectations expects = call.key().feature().expectations();
        Judged judged = call.facts().tools() > 0 ? WITH_TOOLS : Judged.ALWAYS;
        if (attempt.mayJudgeText()) {
            judged = judged.with(Symptom.OUTPUT_SCHEMA);
        }
        if (expects.equals(Expectations.DEFAULT)) {
            return judged;
        }
        if (expects.refusal()) {
            judged = judged.without(Symptom.REFUSED);
        }
        if (expects.language() != null) {
            judged = judged.with(Symptom.LANGUAGE);
        }
        return expects.echo() ? judged.with(Symptom.ECHO) : judged;
    }

    private static final Judged WITH_TOOLS = Judged.ALWAYS.with(Symptom.TOOL_SCHEMA);
}
