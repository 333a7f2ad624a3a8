package dev.fleetward.testbed.minibatch;

import dev.fleetward.core.fair.BandPolicy;
import dev.fleetward.core.fair.Charge;
import dev.fleetward.core.fair.FairQueue;
import dev.fleetward.core.fair.Flow;
import dev.fleetward.core.fair.FlowPath;
import dev.fleetward.core.fair.ServiceWeights;
import dev.fleetward.core.fair.Waiting;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateway's own [FairQueue], put where the experiment's server asks whose request goes next.
/// Each client is a feature with one key, all in one band. On admission a call is charged what
/// [Foresight] expects then; while it runs, what it has generated beyond that; at its end, what it
/// used. Confined to one thread.
public final class FairQueueScheduler implements Scheduler {
    private static final ServiceWeights SERVICE =
            new ServiceWeights((int) Request.INPUT_WEIGHT, (int) Request.OUTPUT_WEIGHT, 0);
    private static final BandPolicy BAND = new BandPolicy(0, Long.MAX_VALUE);

    /// Fractions of a weight that are told apart.
    private static final double FINENESS = 100;

    /// A request's place in the queue.
    private static final class Place extends Waiting {
        final Request request;

        Place(Request request, long service, long nowNanos) {
            super(service, 1, request.atNanos(), nowNanos);
            this.request = request;
        }
    }

    private final FairQueue<Place> queue;
    private final Foresight foresight;
    private final Map<Request, Charge> charges = new IdentityHashMap<>();

    public FairQueueScheduler(double[] weights, Foresight foresight) {
        boolean whole = Arrays.stream(weights).allMatch(weight -> weight == Math.rint(weight));
        double unit = whole ? 1 : Arrays.stream(weights).min().orElse(1) / FINENESS;
        this.foresight = foresight;
        this.queue =
                new FairQueue<>(
                        List.of(BAND),
                        flow ->
                                flow.level() == Flow.Level.FEATURE
                                        ? (int)
                                                Math.round(
                                                        weights[Integer.parseInt(flow.name())]
                                                                / unit)
                                        : 1);
    }

    @Override
    public boolean arrived(Request request, long nowNanos) {
        String client = Integer.toString(request.client());
        queue.add(
                new Place(request, expected(request), nowNanos),
                new FlowPath(client, null, client, null),
                0);
        return true;
    }

    @Override
    public @Nullable Request next(long nowNanos) {
        Place next = queue.next(FairQueue.Reservations.NONE);
        return next == null ? null : next.request;
    }

    @Override
    public void admitted(Request request, long nowNanos) {
        Place next = queue.next(FairQueue.Reservations.NONE);
        if (next == null || next.request != request) {
            throw new IllegalArgumentException("not the next request");
        }
        Charge charge = queue.take(next, false, nowNanos);
        // Between its arrival and now others of its client have ended, so more is known.
        queue.correct(charge, expected(request));
        charges.put(request, charge);
    }

    @Override
    public void generated(Request request, int generated) {
        Charge charge = charge(request);
        long used = SERVICE.of(request.inputTokens(), generated, request.inputTokens());
        if (used > charge.service()) {
            queue.correct(charge, used);
        }
    }

    @Override
    public void finished(Request request, long nowNanos) {
        queue.end(charge(request), request.service());
        charges.remove(request);
        foresight.learn(request);
    }

    private long expected(Request request) {
        long output = Math.round(foresight.outputTokens(request));
        return SERVICE.of(request.inputTokens(), output, request.inputTokens());
    }

    private Charge charge(Request request) {
        Charge charge = charges.get(request);
        if (charge == null) {
            throw new IllegalArgumentException("not admitted, or finished");
        }
        return charge;
    }
}
