package dev.fleetward.core.quota;

import dev.fleetward.core.quota.starvation.StarvationWatch;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView.PoolView;
import dev.fleetward.core.view.QuotaView.Starvation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// All pools, and one without limits for the endpoints that have none: their calls may still wait
/// for a cap on parallel calls. Confined to the lock of its desk.
final class PoolDesks {
    private static final Pool UNLIMITED =
            new Pool(
                    "(no pool)",
                    Accounting.PLAIN,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED,
                    Pool.UNLIMITED);

    private final Map<String, PoolDesk> byName = new HashMap<>();
    private final PoolDesk unlimited;
    private final StarvationWatch starvation = new StarvationWatch();
    private ClassPolicies classes = ClassPolicies.DEFAULT;

    PoolDesks(long nowNanos) {
        unlimited = new PoolDesk(UNLIMITED, classes, false, nowNanos);
    }

    /// Where the calls of an endpoint draw from. A call that began under an earlier snapshot may
    /// still name a pool that is gone.
    PoolDesk of(Endpoint endpoint, long nowNanos) {
        Pool pool = endpoint.pool();
        if (pool == null) {
            return unlimited;
        }
        PoolDesk known = byName.get(pool.name());
        if (known == null) {
            known = new PoolDesk(pool, classes, true, nowNanos);
            byName.put(pool.name(), known);
        }
        return known;
    }

    /// Null where the snapshot has no such pool.
    @Nullable PoolDesk named(String name) {
        return byName.get(name);
    }

    void adopt(FleetSnapshot snapshot, long nowNanos) {
        classes = snapshot.classes();
        unlimited.adopt(UNLIMITED, classes, nowNanos);
        for (Pool pool : snapshot.pools().values()) {
            PoolDesk known = byName.get(pool.name());
            if (known == null) {
                known = new PoolDesk(pool, classes, false, nowNanos);
                byName.put(pool.name(), known);
            } else {
                known.adopt(pool, classes, nowNanos);
            }
            known.adoptShares(snapshot.features().values(), nowNanos);
            known.shed(snapshot.directives().shedBatch().contains(pool.name()));
        }
        byName.forEach((name, pool) -> {
            if (!snapshot.pools().containsKey(name)) {
                pool.limits.retire();
            }
        });
        byName.values().removeIf(PoolDesks::isGone);
    }

    private static boolean isGone(PoolDesk pool) {
        return pool.limits.forgettable() && pool.queue.waiting() == 0;
    }

    void forgetIfGone(PoolDesk pool) {
        if (isGone(pool)) {
            byName.remove(pool.name(), pool);
        }
    }

    /// Lets barred flows try again whose time has come; `stirred` gets all pools.
    void unbar(Collection<PoolDesk> stirred, long nowNanos) {
        for (PoolDesk pool : byName.values()) {
            pool.unbar(false, nowNanos);
            stirred.add(pool);
        }
    }

    void forgetIdle(long nowNanos) {
        byName.values().forEach(pool -> pool.forgetIdle(nowNanos));
        unlimited.forgetIdle(nowNanos);
    }

    /// Who does not get what it should.
    List<Starvation> starved(long nowNanos) {
        List<Starvation> found = new ArrayList<>(0);
        byName.forEach(
                (name, pool) -> found.addAll(starvation.tick(name, pool.read(nowNanos), nowNanos)));
        starvation.retain(byName.keySet());
        return List.copyOf(found);
    }

    List<PoolView> view(long nowNanos) {
        return byName.values().stream().map(pool -> pool.view(nowNanos)).toList();
    }
}
