package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The endpoints that take no new calls, as the newest snapshot says: a call that was planned under
/// an earlier one, or has waited, is not sent there. Immutable.
record StoppedEndpoints(Set<String> names) {
    static final StoppedEndpoints NONE = new StoppedEndpoints(Set.of());

    StoppedEndpoints {
        names = Set.copyOf(names);
    }

    static StoppedEndpoints of(FleetSnapshot snapshot) {
        Set<String> names = new HashSet<>(snapshot.directives().stopped());
        for (Endpoint endpoint : snapshot.endpoints().values()) {
            if (endpoint.drained()) {
                names.add(endpoint.name());
            }
        }
        return names.isEmpty() ? NONE : new StoppedEndpoints(names);
    }

    boolean has(Endpoint endpoint) {
        return names.contains(endpoint.name());
    }

    /// The ask without candidates that are stopped; null where none is left.
    @Nullable Ask without(Ask ask) {
        if (names.isEmpty() || ask.candidates().stream().noneMatch(this::has)) {
            return ask;
        }
        List<Endpoint> left = ask.candidates().stream().filter(each -> !has(each)).toList();
        return left.isEmpty() ? null : ask.at(left);
    }

    /// Whether a place in a queue leads nowhere any more. Where another candidate of the call draws
    /// from the same pool for no more money, the place leads there from now on.
    boolean deadEnd(Parked.Place place, PoolDesks pools, long nowNanos) {
        Parked call = place.call;
        List<Endpoint> candidates = call.ask.candidates();
        if (!has(candidates.get(place.candidate))) {
            return false;
        }
        FeatureBudget budget = call.budget;
        for (int i = 0; i < candidates.size(); i++) {
            Endpoint other = candidates.get(i);
            if (!has(other)
                    && pools.of(other, nowNanos) == place.pool
                    && (other.price() != null || !budget.limited())
                    && Budgets.cost(budget, other, call.ask.estimate()) <= call.costNanos) {
                place.candidate = i;
                return false;
            }
        }
        return true;
    }
}
