package dev.fleetward.core.objective;

import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Objective;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.unit.Percent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One promise of one holder. Immutable.
///
/// @param target the share of events that keep it
/// @param limitNanos the time that is kept; 0 for [Measure#SUCCESS]
public record ServiceLevel(Holder holder, Measure measure, Percent target, long limitNanos) {
    private static final Comparator<ServiceLevel> ORDER =
            Comparator.comparing(ServiceLevel::holder).thenComparing(ServiceLevel::measure);

    /// All that a fleet promises, in a fixed order.
    public static List<ServiceLevel> of(FleetSnapshot fleet) {
        List<ServiceLevel> levels = new ArrayList<>();
        for (Feature feature : fleet.features().values()) {
            add(levels, new Holder(Kind.FEATURE, feature.name()), feature.objective());
        }
        for (Route route : fleet.routes().values()) {
            add(levels, new Holder(Kind.ROUTE, route.name()), route.resilience().objective());
        }
        for (Endpoint endpoint : fleet.endpoints().values()) {
            add(levels, new Holder(Kind.ENDPOINT, endpoint.name()), endpoint.care().objective());
        }
        levels.sort(ORDER);
        return List.copyOf(levels);
    }

    private static void add(
            List<ServiceLevel> levels, Holder holder, @Nullable Objective objective) {
        if (objective == null) {
            return;
        }
        Percent success = objective.success();
        if (success != null) {
            levels.add(new ServiceLevel(holder, Measure.SUCCESS, success, 0));
        }
        addTime(levels, holder, Measure.FIRST_TOKEN, objective, objective.firstTokenNanos());
        addTime(levels, holder, Measure.INTER_TOKEN, objective, objective.interTokenNanos());
        addTime(levels, holder, Measure.TOTAL, objective, objective.totalNanos());
    }

    private static void addTime(
            List<ServiceLevel> levels,
            Holder holder,
            Measure measure,
            Objective objective,
            long limitNanos) {
        if (limitNanos > 0) {
            levels.add(new ServiceLevel(holder, measure, objective.onTime(), limitNanos));
        }
    }

    /// The share of events that may break it, in parts per million.
    long budgetPpm() {
        return Math.max(0, Percent.HUNDRED.partsPerMillion() - target.partsPerMillion());
    }
}
