package dev.fleetward.core.hygiene;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Looks a fleet over. Stateless.
public final class Hygiene {
    /// How long an endpoint may go without traffic, and a fallback without having been tried.
    public static final int QUIET_DAYS = 14;

    /// How long before a model is withdrawn that is told.
    public static final int NOTICE_DAYS = 30;

    private Hygiene() {}

    /// What the configuration alone shows, by the names of what lacks it.
    public static List<Finding> ofConfiguration(FleetSnapshot fleet, LocalDate today) {
        List<Finding> findings = new ArrayList<>();
        for (Endpoint endpoint : byName(fleet.endpoints().values(), Endpoint::name)) {
            owner(endpoint, findings);
            objective(fleet, endpoint, findings);
            retirement(endpoint, today, findings);
        }
        for (Feature feature : byName(fleet.features().values(), Feature::name)) {
            budget(fleet, feature, findings);
        }
        return findings;
    }

    /// What shows once the fleet has run for [#QUIET_DAYS].
    ///
    /// @param seen all of the last [#QUIET_DAYS]
    public static List<Finding> ofTraffic(FleetSnapshot fleet, Collection<Seen> seen) {
        List<Finding> findings = new ArrayList<>();
        for (Endpoint endpoint : byName(fleet.endpoints().values(), Endpoint::name)) {
            if (!fleet.stopped(endpoint)
                    && seen.stream()
                            .noneMatch(one ->
                                    one.endpoint().equals(endpoint.name()) && one.attempts() > 0)) {
                findings.add(
                        new Finding(
                                Finding.Kind.TRAFFIC,
                                "endpoint " + endpoint.name(),
                                "It had no call for " + QUIET_DAYS + " days.",
                                "Remove it, or send it calls: nobody knows whether it works."));
            }
        }
        for (Route route : byName(fleet.routes().values(), Route::name)) {
            candidates(fleet, route, seen, findings);
            fallback(fleet, route, seen, findings);
        }
        return findings;
    }

    private static <T> List<T> byName(Collection<T> all, Function<T, String> name) {
        return all.stream().sorted(Comparator.comparing(name)).toList();
    }

    private static void owner(Endpoint endpoint, List<Finding> findings) {
        Owner owner = endpoint.responsible();
        String subject = "endpoint " + endpoint.name();
        if (owner == null) {
            findings.add(
                    new Finding(
                            Finding.Kind.OWNER,
                            subject,
                            "Nobody answers for it, nor for its provider.",
                            "Name an owner in endpoints." + endpoint.name() + ".owner."));
        } else if (owner.oncall() == null) {
            findings.add(
                    new Finding(
                            Finding.Kind.ON_CALL,
                            subject,
                            "Its owner " + owner.name() + " has nobody on call.",
                            "Say who is called at night in owners." + owner.name() + ".oncall."));
        }
    }

    /// Of a feature that burns its error budget and asked for it.
    public static Finding frozen(String feature) {
        return new Finding(
                Finding.Kind.FROZEN,
                "feature " + feature,
                "It burns its error budget at a rate that pages.",
                "Roll out nothing new for it until `fleetward slo` shows that it recovers.");
    }

    private static void objective(FleetSnapshot fleet, Endpoint endpoint, List<Finding> findings) {
        boolean ofARoute =
                fleet.routes().values().stream()
                        .filter(route -> route.resilience().objective() != null)
                        .anyMatch(route -> leadsTo(route, endpoint));
        if (endpoint.care().objective() == null && !ofARoute) {
            findings.add(
                    new Finding(
                            Finding.Kind.OBJECTIVE,
                            "endpoint " + endpoint.name(),
                            "Neither it nor a route of it has a service level.",
                            "Declare one in endpoints."
                                    + endpoint.name()
                                    + ".slo, or in the slo of a route that leads to it."));
        }
    }

    private static boolean leadsTo(Route route, Endpoint endpoint) {
        return route.candidates().stream()
                .anyMatch(candidate -> candidate.endpoint().name().equals(endpoint.name()));
    }

    private static void retirement(Endpoint endpoint, LocalDate today, List<Finding> findings) {
        LocalDate retires = endpoint.care().retires();
        if (retires == null || retires.isAfter(today.plusDays(NOTICE_DAYS))) {
            return;
        }
        boolean past = !retires.isAfter(today);
        findings.add(
                new Finding(
                        past ? Finding.Kind.RETIRED : Finding.Kind.RETIRES_SOON,
                        "endpoint " + endpoint.name(),
                        "Its model "
                                + endpoint.model()
                                + (past ? " was to be withdrawn on " : " is withdrawn on ")
                                + retires
                                + ".",
                        "Move its routes to a model that stays, then remove it."));
    }

    private static void budget(FleetSnapshot fleet, Feature feature, List<Finding> findings) {
        List<String> uses =
                fleet.routes().values().stream()
                        .filter(feature::mayUse)
                        .flatMap(route -> route.candidates().stream())
                        .map(candidate -> candidate.endpoint().name())
                        .distinct()
                        .sorted()
                        .toList();
        if (feature.budget() == null && !uses.isEmpty()) {
            findings.add(
                    new Finding(
                            Finding.Kind.BUDGET,
                            "feature " + feature.name(),
                            "It may spend without end at " + some(uses) + ".",
                            "Give it one in features." + feature.name() + ".budget."));
        }
    }

    private static String some(List<String> names) {
        return names.size() <= 3
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
    }

    /// The later endpoints of a route that takes them in order: they wait for the day when the
    /// first one fails.
    private static void candidates(
            FleetSnapshot fleet, Route route, Collection<Seen> seen, List<Finding> findings) {
        if (route.strategy() != Route.Strategy.FAILOVER) {
            return;
        }
        for (Route.Candidate candidate : route.candidates().stream().skip(1).toList()) {
            String endpoint = candidate.endpoint().name();
            if (!fleet.stopped(candidate.endpoint()) && !worked(endpoint, route.name(), seen)) {
                findings.add(
                        new Finding(
                                Finding.Kind.FALLBACK_UNTRIED,
                                "route " + route.name(),
                                "No call or probe of "
                                        + endpoint
                                        + " succeeded for it within "
                                        + QUIET_DAYS
                                        + " days.",
                                "Try it before it is needed: cordon the endpoints before it for a"
                                        + " moment, or give it a small weight."));
            }
        }
    }

    private static void fallback(
            FleetSnapshot fleet, Route route, Collection<Seen> seen, List<Finding> findings) {
        Resilience.Fallback fallback = route.resilience().fallback();
        Route other = fallback == null ? null : fleet.routes().get(fallback.route());
        if (other != null
                && other.candidates().stream()
                        .noneMatch(candidate ->
                                worked(candidate.endpoint().name(), other.name(), seen))) {
            findings.add(
                    new Finding(
                            Finding.Kind.FALLBACK_UNTRIED,
                            "route " + route.name(),
                            "No call or probe of its fallback "
                                    + other.name()
                                    + " succeeded within "
                                    + QUIET_DAYS
                                    + " days.",
                            "Try it before it is needed: send the route "
                                    + other.name()
                                    + " some calls."));
        }
    }

    private static boolean worked(String endpoint, @Nullable String route, Collection<Seen> seen) {
        return seen.stream()
                .filter(one -> one.endpoint().equals(endpoint) && one.succeeded() > 0)
                .anyMatch(one -> one.probe() || (route != null && route.equals(one.route())));
    }
}
