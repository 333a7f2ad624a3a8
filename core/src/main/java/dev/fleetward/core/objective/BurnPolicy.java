package dev.fleetward.core.objective;

import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.route.Residency;
import dev.fleetward.core.snapshot.BurnAction;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Resilience;
import dev.fleetward.core.snapshot.Route;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What is done by itself about budgets that burn too fast. Immutable.
///
/// 1. What a feature asks for is done while it burns a budget at a rate that pages, and for [#HOLD]
///    after that was last so.
/// 2. Whether asked or not, a route makes no hedges while its own budget, or that of a feature that
///    may use it, pages or burns more than [#HEDGES_END_AT] times as fast as it may: what is short
///    already is not asked for twice.
///
/// @param directives for the gateway
/// @param frozen features that ask that nothing new be rolled out; the directives hold the routes
///   that they name
public record BurnPolicy(Directives directives, Set<String> frozen) {
    /// How long it goes on after the alarm went off, so that what helps is not given up at once.
    public static final Duration HOLD = Duration.ofMinutes(5);

    /// From this burn rate on, over both of [#HEDGES_LOOK_AT], nothing is hedged.
    public static final int HEDGES_END_AT = 6;

    /// The hour says that it is no blip, the half hour that it is not over.
    private static final List<Duration> HEDGES_LOOK_AT =
            List.of(Duration.ofHours(1), Duration.ofMinutes(30));

    public static final BurnPolicy NONE = new BurnPolicy(Directives.NONE, Set.of());

    public BurnPolicy {
        frozen = Set.copyOf(frozen);
    }

    /// What holds at a moment, in wall microseconds. A clock that is put back ends the hold.
    public static BurnPolicy of(FleetSnapshot fleet, List<Standing> standings, long nowMicros) {
        Asked asked = new Asked(fleet);
        for (Standing standing : standings) {
            Holder holder = standing.level().holder();
            Feature feature =
                    holder.kind() == Kind.FEATURE ? fleet.features().get(holder.name()) : null;
            boolean holds = holds(standing, nowMicros);
            if (feature != null && holds) {
                asked.add(feature);
            }
            if (holds || burnsTooFastToHedge(standing)) {
                asked.endHedges(holder);
            }
        }
        return asked.toPolicy();
    }

    /// What of this features of `fleet` ask at all: what nobody asks any more ends, whatever is
    /// known of their budgets.
    public BurnPolicy within(FleetSnapshot fleet) {
        if (equals(NONE)) {
            return NONE;
        }
        Asked most = new Asked(fleet);
        fleet.features().values().forEach(most::add);
        most.endHedges(_ -> true);
        most.unhedged.retainAll(directives.withoutHedges());
        most.preferred.retainAll(directives.preferFallback());
        most.shed.retainAll(directives.shedBatch());
        most.still.retainAll(directives.frozen());
        most.frozen.retainAll(frozen);
        return most.toPolicy();
    }

    private static boolean holds(Standing standing, long nowMicros) {
        if (standing.pages()) {
            return true;
        }
        long paged = standing.pagedMicros();
        return paged <= nowMicros && paged > nowMicros - HOLD.toNanos() / 1_000;
    }

    private static boolean burnsTooFastToHedge(Standing standing) {
        ServiceLevel level = standing.level();
        return HEDGES_LOOK_AT.stream()
                .allMatch(window -> {
                    Counts counts = standing.burn(window).counts();
                    return counts.events() >= BurnWindow.LEAST_EVENTS
                            && counts.bad() >= BurnWindow.LEAST_BAD
                            && counts.burnsOver(HEDGES_END_AT * 10, level);
                });
    }

    /// What features ask, together.
    private static final class Asked {
        private final FleetSnapshot fleet;
        private final Set<String> shed = new TreeSet<>();
        private final Set<String> preferred = new TreeSet<>();
        private final Set<String> frozen = new TreeSet<>();
        private final Set<String> still = new TreeSet<>();
        private final Set<String> unhedged = new TreeSet<>();

        Asked(FleetSnapshot fleet) {
            this.fleet = fleet;
        }

        void add(Feature feature) {
            for (BurnAction action : feature.onBurn()) {
                switch (action) {
                    case SHED_BATCH -> shed.addAll(pools(feature));
                    case PREFER_FALLBACK ->
                            routes(feature)
                                    .filter(route -> hasFallback(feature, route))
                                    .forEach(route -> preferred.add(route.name()));
                    case FREEZE -> {
                        frozen.add(feature.name());
                        routes(feature).forEach(route -> still.add(route.name()));
                    }
                }
            }
        }

        /// Of an endpoint's budget nothing follows: a hedge is what helps against one that is slow.
        void endHedges(Holder holder) {
            switch (holder.kind()) {
                case ROUTE -> endHedges(route -> route.name().equals(holder.name()));
                case FEATURE -> {
                    Feature feature = fleet.features().get(holder.name());
                    if (feature != null) {
                        endHedges(feature::mayUse);
                    }
                }
                case ENDPOINT -> {}
            }
        }

        /// Of those routes that hedge at all.
        void endHedges(Predicate<Route> of) {
            fleet.routes().values().stream()
                    .filter(route -> route.resilience().hedge() != null && of.test(route))
                    .forEach(route -> unhedged.add(route.name()));
        }

        /// Those of its routes; of a feature that names none, those in which it has a share.
        private Set<String> pools(Feature feature) {
            if (feature.routes().isEmpty()) {
                return feature.shares().keySet();
            }
            Set<String> pools = new TreeSet<>();
            routes(feature)
                    .flatMap(route -> route.candidates().stream())
                    .map(candidate -> candidate.endpoint().pool())
                    .filter(Objects::nonNull)
                    .forEach(pool -> pools.add(pool.name()));
            return pools;
        }

        /// Those that it names: the others are everybody's, and not its to turn.
        private Stream<Route> routes(Feature feature) {
            return feature.routes().stream().map(fleet.routes()::get).filter(Objects::nonNull);
        }

        BurnPolicy toPolicy() {
            Directives directives = Directives.ofBudgets(preferred, shed, unhedged, still);
            return directives.equals(Directives.NONE) && frozen.isEmpty()
                    ? NONE
                    : new BurnPolicy(directives, frozen);
        }

        /// Whether there is a fallback that may serve the feature's calls of this route.
        private boolean hasFallback(Feature feature, Route route) {
            Resilience.Fallback fallback = route.resilience().fallback();
            Route other = fallback == null ? null : fleet.routes().get(fallback.route());
            return other != null
                    && Residency.ANYWHERE
                            .within(feature.zones())
                            .within(route.resilience().zones())
                            .allowsAny(other);
        }
    }
}
