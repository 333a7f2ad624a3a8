package dev.fleetward.core.quota;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.fair.Flow;
import dev.fleetward.core.fair.Flow.Level;
import dev.fleetward.core.snapshot.Parallel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many calls run at once, of whatever has a cap: features, tenants, keys, jobs. What has none
/// is not counted, so a cap that appears counts from then on. Confined to the lock of its desk.
final class Parallelism {
    private static final Running[] NONE = {};

    private final Map<String, Running> counts = new HashMap<>();

    /// One capped thing, and the flows that were barred because it was full.
    static final class Running {
        final String name;
        final Level level;
        final int cap;
        private int running;
        private final List<Barred> barred = new ArrayList<>();

        private Running(String name, Level level, int cap) {
            this.name = name;
            this.level = level;
            this.cap = cap;
        }

        boolean isFull() {
            return running >= cap;
        }
    }

    /// A flow that waits for one of its kind to end.
    record Barred(PoolDesk pool, Flow flow) {}

    /// What counts a call, the outermost first; empty for most calls.
    Running[] of(Attribution who, Parallel caps) {
        if (caps.equals(Parallel.DEFAULT)) {
            return NONE;
        }
        List<Running> found = new ArrayList<>(4);
        add(found, Level.FEATURE, who.feature(), "", caps.feature());
        add(found, Level.TENANT, who.feature(), who.tenant(), caps.tenant());
        add(found, Level.KEY, who.feature(), who.keyId(), caps.key());
        add(found, Level.JOB, who.feature(), who.job(), caps.job());
        return found.toArray(NONE);
    }

    private void add(
            List<Running> into, Level level, String feature, @Nullable String name, int cap) {
        if (name != null && cap != Parallel.UNLIMITED) {
            String id = level.name() + '\n' + feature + '\n' + name;
            Running known = counts.get(id);
            if (known == null || known.cap != cap) {
                Running anew = new Running(id, level, cap);
                if (known != null) {
                    anew.running = known.running;
                    anew.barred.addAll(known.barred);
                }
                counts.put(id, anew);
                known = anew;
            }
            into.add(known);
        }
    }

    /// The first of these that is full, or null.
    static @Nullable Running full(Running[] counted) {
        for (Running running : counted) {
            if (running.isFull()) {
                return running;
            }
        }
        return null;
    }

    static void start(Running[] counted) {
        for (Running running : counted) {
            running.running++;
        }
    }

    void bar(Running full, PoolDesk pool, Flow flow) {
        full.barred.add(new Barred(pool, flow));
    }

    /// A call ended: flows that waited for it may go again, and `stirred` gets their pools.
    void end(Running[] counted, Collection<PoolDesk> stirred) {
        for (Running running : counted) {
            running.running--;
            Running known = counts.get(running.name);
            if (known != null && known != running) {
                known.running--; // The cap changed while it ran.
            }
            Running now = known == null ? running : known;
            if (!now.isFull()) {
                for (Barred barred : now.barred) {
                    barred.pool().unbar(barred.flow());
                    stirred.add(barred.pool());
                }
                now.barred.clear();
            }
            if (now.running <= 0) {
                counts.remove(now.name);
            }
        }
    }
}
