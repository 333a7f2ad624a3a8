package dev.fleetward.core.fair;

import dev.fleetward.core.fair.Flow.Level;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The calls that wait for one pool, and the order in which they are to run.
///
/// Bands come first: an earlier band goes before a later one, but for what a later band's floor
/// owes it ([BandPolicy]). Within a band service is divided by the Virtual Token Counter (Sheng et
/// al., OSDI 2024, algorithms 2 and 4) at each level of feature, tenant and key: whoever was given
/// least by weight goes next. What a call is expected to use is charged when it is taken and
/// corrected until it ends. A key's jobs take turns by deficit round robin, and within a job the
/// earliest deadline goes first.
///
/// Invariants, at each level of a band:
/// 1. Whoever comes back is lifted to the least served of those that wait, or where nobody waits to
///    who left last; never lowered. So idling earns no credit, and debt is kept.
/// 2. A flow without calls, waiting or running, is forgotten once a lift would put it where it
///    stands anyway; so forgetting changes nothing, but for what later corrections would move.
/// 3. A barred flow is passed over with all that waits in it until it is admitted again; it keeps
///    its counter, and nothing is lifted by it.
///
/// Taking the time as an argument, it is confined to whatever guards it: the lock of a desk, or one
/// thread.
///
/// @param <W> the owner's calls
public final class FairQueue<W extends Waiting> {
    /// Flows that are remembered for their debt, at most. Beyond it all idle ones are forgotten.
    public static final int MAX_FLOWS = 200_000;

    private final Band[] bands;
    private final KnownFlows flows;
    private long numbers;
    private int waiting;

    /// Who may go before all bands, because a reservation pays for it.
    @FunctionalInterface
    public interface Reservations {
        Reservations NONE = (feature, next) -> false;

        /// Whether the reservation of `feature` covers its next call.
        boolean cover(Flow feature, Waiting next);
    }

    /// @param policies one per band, the most urgent first
    /// @param weights of a flow that is met for the first time, at least 1
    public FairQueue(List<BandPolicy> policies, ToIntFunction<Flow> weights) {
        this(policies, weights, MAX_FLOWS);
    }

    FairQueue(List<BandPolicy> policies, ToIntFunction<Flow> weights, int maxFlows) {
        this.flows = new KnownFlows(weights, maxFlows);
        this.bands = new Band[policies.size()];
        for (int i = 0; i < bands.length; i++) {
            bands[i] = new Band(flows.root(), policies.get(i));
        }
    }

    /// Takes over new policies and weights; who was given what stands.
    public void adopt(List<BandPolicy> policies) {
        for (int i = 0; i < bands.length; i++) {
            bands[i].policy = policies.get(i);
        }
        flows.weighAgain();
    }

    // Coming.

    /// A call comes to wait. It was in no queue before.
    public void add(W call, FlowPath path, int band) {
        Flow key = flows.key(bands[band].root, path);
        Job job = flows.job(key, path.job() == null ? "" : path.job());
        call.job = job;
        call.band = band;
        call.number = ++numbers;
        arrive(key);
        for (Flow flow = job; flow != null; flow = flow.parent) {
            flow.waiting++;
            flow.waitingSize += call.size;
        }
        job.add(call);
        bands[band].append(call);
        waiting++;
        refresh(job);
    }

    /// A call comes and goes at once, because nothing stands in its way.
    public Charge pass(FlowPath path, int band, long service, boolean reserved, long nowNanos) {
        Flow key = flows.key(bands[band].root, path);
        arrive(key);
        left(key);
        return charge(key, band, service, reserved, nowNanos);
    }

    /// Lifts whoever has nothing waiting; see invariant 1.
    private static void arrive(Flow key) {
        for (Flow flow = key; flow.parent != null; flow = flow.parent) {
            if (flow.waiting == 0) {
                flow.counter = Math.max(flow.counter, flow.parent.startOfAChild(flow.counter));
            }
        }
    }

    private static void left(Flow key) {
        for (Flow flow = key; flow.parent != null && flow.waiting == 0; flow = flow.parent) {
            flow.parent.lastLeft = flow;
        }
    }

    // Going.

    /// Who goes next, or null where nobody may. Nothing changes by asking.
    public @Nullable W next(Reservations reservations) {
        W reserved = nextReserved(reservations);
        if (reserved != null) {
            return reserved;
        }
        W urgent = null;
        for (int i = bands.length - 1; i >= 0; i--) {
            Band band = bands[i];
            if (band.isAvailable()) {
                W head = head(band.root);
                if (band.isOwed(head.service)) {
                    return head;
                }
                urgent = head;
            }
        }
        return urgent;
    }

    private @Nullable W nextReserved(Reservations reservations) {
        for (Band band : bands) {
            W earliest = null;
            for (Flow feature : band.reserving) {
                if (feature.isAvailable()) {
                    W next = head(feature);
                    boolean earlier =
                            earliest == null || next.deadlineNanos - earliest.deadlineNanos < 0;
                    if (earlier && reservations.cover(feature, next)) {
                        earliest = next;
                    }
                }
            }
            if (earliest != null) {
                return earliest;
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // Only this queue's own calls are in its flows.
    private W head(Flow from) {
        return (W) from.head();
    }

    /// A call leaves to run. What it is expected to use is charged.
    ///
    /// @param reserved whether its feature's reservation pays for it
    public Charge take(W call, boolean reserved, long nowNanos) {
        Job job = call.job();
        Flow key = parent(job);
        if (key.children != null && job.index != Flow.ABSENT) {
            key.children.taken(job, call.service);
        }
        leave(call);
        return charge(key, call.band, call.service, reserved, nowNanos);
    }

    /// A call leaves without having run.
    public void remove(W call) {
        Flow key = parent(call.job());
        leave(call);
        flows.forgetUpwards(key);
    }

    private void leave(W call) {
        Job job = call.job();
        call.job = null;
        job.remove(call);
        Band band = bands[call.band];
        band.unlink(call);
        waiting--;
        for (Flow flow = job; flow != null; flow = flow.parent) {
            flow.waiting--;
            flow.waitingSize -= call.size;
        }
        refresh(job);
        left(parent(job));
        band.forgive();
        if (job.waiting == 0) {
            flows.forget(job); // Its deficit ends with its calls.
        }
    }

    private Charge charge(Flow key, int band, long service, boolean reserved, long nowNanos) {
        Charge charge = new Charge(key, reserved, 0);
        for (Flow flow = key; flow.parent != null; flow = flow.parent) {
            flow.running++;
        }
        correct(charge, service);
        for (int i = 0; i < bands.length; i++) {
            if (i != band) {
                bands[i].othersServed(service, nowNanos);
            }
        }
        bands[band].served(service);
        return charge;
    }

    /// What a running call uses is now known to be `service` in all, more or less than before.
    public void correct(Charge charge, long service) {
        if (charge.ended) {
            throw new IllegalStateException("the charge has ended");
        }
        long before = charge.service;
        charge.service = service;
        for (Flow flow = charge.key; flow.parent != null; flow = flow.parent) {
            if (flow.level == Level.FEATURE && charge.reserved) {
                continue;
            }
            flow.counter += scaled(service, flow.weight) - scaled(before, flow.weight);
            Order order = flow.parent.children;
            if (flow.index != Flow.ABSENT && order != null) {
                order.changed(flow);
            }
        }
    }

    private static long scaled(long service, int weight) {
        return service * Flow.SCALE / weight;
    }

    /// A running call has ended, and used `service` in all.
    public void end(Charge charge, long service) {
        correct(charge, service);
        charge.ended = true;
        for (Flow flow = charge.key; flow.parent != null; flow = flow.parent) {
            flow.running--;
        }
        flows.forgetUpwards(charge.key);
    }

    // Barring.

    /// Passes over a flow, with all that waits in it, until it is admitted again.
    public void bar(Flow flow) {
        flow.barred = true;
        refresh(flow);
    }

    /// Passes over a flow no longer.
    public void unbar(Flow flow) {
        flow.barred = false;
        refresh(flow);
    }

    /// Passes over a whole band, or no longer.
    public void bar(int band, boolean barred) {
        bands[band].root.barred = barred;
    }

    /// Says whether a feature has a reservation here; see [Reservations].
    public void reserves(Flow feature, boolean does) {
        for (Band band : bands) {
            if (band.root == feature.parent) {
                band.reserving.remove(feature);
                if (does) {
                    band.reserving.add(feature);
                }
                feature.reserving = does;
            }
        }
    }

    /// Brings the orders above a flow up to date with what it can offer.
    private static void refresh(Flow changed) {
        for (Flow flow = changed; flow.parent != null; flow = flow.parent) {
            Flow parent = flow.parent;
            if (flow.isAvailable()) {
                long deadlineNanos =
                        flow.children == null
                                ? flow.head().deadlineNanos
                                : flow.children.first().deadlineNanos;
                boolean moves = deadlineNanos != flow.deadlineNanos;
                flow.deadlineNanos = deadlineNanos;
                Order order = parent.children;
                if (order == null) {
                    order = parent.level == Level.KEY ? new RoundRobin() : new LeastServed();
                    parent.children = order;
                }
                if (flow.index == Flow.ABSENT) {
                    order.add(flow);
                } else if (moves) {
                    order.changed(flow);
                }
            } else if (flow.index != Flow.ABSENT && parent.children != null) {
                parent.children.remove(flow);
                if (parent.children.isEmpty()) {
                    parent.children = null;
                }
            }
        }
    }

    private static Flow parent(Flow flow) {
        if (flow.parent == null) {
            throw new IllegalStateException("a band has no parent");
        }
        return flow.parent;
    }

    /// Lets go of idle flows whose debt others have caught up with; of all idle ones if `all`.
    public void forgetIdle(boolean all) {
        flows.forgetIdle(all);
    }

    // Looking.

    /// Calls that wait.
    public int waiting() {
        return waiting;
    }

    /// Flows that are known, at all levels.
    public int flows() {
        return flows.size();
    }

    /// The sum of the sizes of what waits in a band.
    public long waitingSize(int band) {
        return bands[band].root.waitingSize;
    }

    /// The sum of the sizes of what waits of a feature, in all bands.
    public long waitingSize(String feature) {
        long sum = 0;
        for (Band band : bands) {
            Flow flow = flows.find(band.root, Level.FEATURE, feature);
            sum += flow == null ? 0 : flow.waitingSize;
        }
        return sum;
    }

    /// The flow of a feature in a band, made where it is not known.
    public Flow feature(int band, String feature) {
        return flows.child(bands[band].root, Level.FEATURE, feature);
    }

    /// How much size is served before a call that comes now, at most by the order of bands and by
    /// fair division among equals: all of the bands above, its own feature's, and of each other
    /// feature no more than its own feature has with it.
    public long sizeAhead(String feature, int band, long size) {
        long ahead = 0;
        for (int i = 0; i < band; i++) {
            ahead += bands[i].root.waitingSize;
        }
        Flow root = bands[band].root;
        Flow own = flows.find(root, Level.FEATURE, feature);
        long ownSize = own == null ? 0 : own.waitingSize;
        long others = root.waitingSize - ownSize;
        int rivals = root.children == null ? 0 : ((LeastServed) root.children).size();
        rivals -= own != null && own.index != Flow.ABSENT ? 1 : 0;
        return ahead + ownSize + Math.min(others, Math.max(0, rivals) * (ownSize + size));
    }
}
