package dev.fleetward.core.fair;

import dev.fleetward.core.fair.Flow.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The flows of a queue: met when their first call comes, kept while they have calls or debt, then
/// forgotten; see the second invariant of [FairQueue]. Confined to its queue.
final class KnownFlows {
    private final FlowTable table = new FlowTable();
    private final ToIntFunction<Flow> weights;
    private final int most;
    private int numbers;

    /// @param weights of a flow that is met for the first time; less than 1 is taken as 1
    /// @param most beyond this many all idle ones are forgotten
    KnownFlows(ToIntFunction<Flow> weights, int most) {
        this.weights = weights;
        this.most = most;
    }

    int size() {
        return table.size();
    }

    /// Asks anew what the flows weigh.
    void weighAgain() {
        table.forEach(this::weigh);
    }

    private void weigh(Flow flow) {
        flow.weight = Math.max(1, weights.applyAsInt(flow));
    }

    // Meeting.

    /// The root of a band, which is never forgotten.
    Flow root() {
        return new Flow(null, Level.BAND, "", ++numbers);
    }

    @Nullable Flow find(Flow parent, Level level, String name) {
        return table.find(parent, level, name);
    }

    /// The key of a path, met where it is not known.
    Flow key(Flow root, FlowPath path) {
        if (table.size() > most) {
            forgetIdle(true);
        }
        Flow flow = child(root, Level.FEATURE, path.feature());
        if (path.tenant() != null) {
            flow = child(flow, Level.TENANT, path.tenant());
        }
        return child(flow, Level.KEY, path.key());
    }

    Flow child(Flow parent, Level level, String name) {
        Flow found = table.find(parent, level, name);
        if (found == null) {
            found = new Flow(parent, level, name, ++numbers);
            meet(found, parent);
        }
        return found;
    }

    Job job(Flow key, String name) {
        if (table.find(key, Level.JOB, name) instanceof Job found) {
            return found;
        }
        Job job = new Job(key, name, ++numbers);
        meet(job, key);
        return job;
    }

    private void meet(Flow flow, Flow parent) {
        weigh(flow);
        parent.known++;
        table.add(flow);
    }

    // Forgetting.

    void forget(Flow flow) {
        table.remove(flow);
        if (flow.parent != null) {
            flow.parent.known--;
        }
    }

    /// Forgets a key and those above it, as far as they have no calls and no debt.
    void forgetUpwards(Flow key) {
        Flow flow = key;
        while (flow.parent != null) {
            Flow parent = flow.parent;
            forgetIfPossible(flow);
            flow = parent;
        }
    }

    private void forgetIfPossible(Flow flow) {
        Flow parent = flow.parent;
        if (parent == null || !flow.isIdle() || flow.level == Level.JOB) {
            return;
        }
        boolean inDebt = flow.counter > parent.startOfAChild(Long.MIN_VALUE);
        if (!inDebt && flow.known == 0 && !flow.reserving) {
            forget(flow);
        }
    }

    /// Lets go of idle flows whose debt others have caught up with; of all idle ones if `all`.
    void forgetIdle(boolean all) {
        List<Flow> idle = new ArrayList<>();
        table.forEach(flow -> {
            if (flow.isIdle() && flow.level != Level.JOB) {
                idle.add(flow);
            }
        });
        idle.sort((one, other) -> other.level.compareTo(one.level));
        for (Flow flow : idle) {
            if (all && flow.known == 0 && !flow.reserving) {
                forget(flow);
            } else {
                forgetIfPossible(flow);
            }
        }
    }
}
