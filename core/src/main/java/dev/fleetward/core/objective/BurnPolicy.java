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
import java.util.stream.Stream;

/// What is done by itself about features that burn a budget at a rate that pages, and for [#HOLD]
/// after that was last so. Immutable.
///
/// @param directives for the gateway
/// @param frozen features that ask that nothing new be rolled out
public record BurnPolicy(Directives directives, Set<String> frozen) {
    /// How long it goes on after the alarm went off, so that what helps is not given up at once.
    public static final Duration HOLD = Duration.ofMinutes(5);

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
            if (feature != null && holds(standing, nowMicros)) {
                asked.add(feature);
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
        most.preferred.retainAll(directives.preferFallback());
        most.shed.retainAll(directives.shedBatch());
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

    /// What features ask, together.
    private static final class Asked {
        private final FleetSnapshot fleet;
        private final Set<String> shed = new TreeSet<>();
        private final Set<String> preferred = new TreeSet<>();
        private final Set<String> frozen = new TreeSet<>();

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
                    case FREEZE -> frozen.add(feature.name());
                }
            }
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
            return shed.isEmpty() && preferred.isEmpty() && frozen.isEmpty()
                    ? NONE
                    : new BurnPolicy(new Directives(Set.of(), preferred, shed), frozen);
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
