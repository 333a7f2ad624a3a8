package dev.fleetward.testbed.minibatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The client with the least counter goes first, its own requests in order of arrival. A counter is
/// the service that a client got, divided by its weight: input when a request is admitted, and with
/// it the output that [Foresight] expects; what is generated beyond that as it comes; what was
/// expected too much comes back when the request has finished. The first token comes out of the
/// prefill and is not charged, as in the paper. Of equal counters the one goes first whose request
/// has waited longest.
///
/// With the lift it is the Virtual Token Counter (Sheng et al., OSDI 2024, Algorithm 2): a client
/// that had nothing waiting is lifted to the least counter that waits, or, where nobody waits, to
/// that of the last client that left the queue. So idling earns nothing, and debt stays. Without
/// it, it is the paper's baseline Least Counter First.
///
/// Confined to one thread.
public final class CounterScheduler implements Scheduler {
    private final double[] weights;
    private final boolean lift;
    private final Foresight foresight;
    private final double[] counters;
    private final List<ArrayDeque<Request>> waiting = new ArrayList<>();
    private final Map<Request, Double> expected = new IdentityHashMap<>();
    private int waitingClients;
    private int lastToLeave = -1;

    public CounterScheduler(double[] weights, boolean lift, Foresight foresight) {
        this.weights = weights.clone();
        this.lift = lift;
        this.foresight = foresight;
        this.counters = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            waiting.add(new ArrayDeque<>());
        }
    }

    /// A client's counter.
    double counter(int client) {
        return counters[client];
    }

    @Override
    public boolean arrived(Request request, long nowNanos) {
        int client = request.client();
        ArrayDeque<Request> mine = waiting.get(client);
        if (mine.isEmpty()) {
            if (lift) {
                lift(client);
            }
            waitingClients++;
        }
        mine.addLast(request);
        return true;
    }

    private void lift(int client) {
        int leader = waitingClients > 0 ? leastWaiting() : lastToLeave;
        if (leader >= 0) {
            counters[client] = Math.max(counters[client], counters[leader]);
        }
    }

    private int leastWaiting() {
        int least = -1;
        for (int i = 0; i < counters.length; i++) {
            if (!waiting.get(i).isEmpty() && (least < 0 || before(i, least))) {
                least = i;
            }
        }
        return least;
    }

    private boolean before(int a, int b) {
        return counters[a] != counters[b]
                ? counters[a] < counters[b]
                : waiting.get(a).getFirst().number() < waiting.get(b).getFirst().number();
    }

    @Override
    public @Nullable Request next(long nowNanos) {
        return waitingClients == 0 ? null : waiting.get(leastWaiting()).getFirst();
    }

    @Override
    public void admitted(Request request, long nowNanos) {
        ArrayDeque<Request> mine = waiting.get(request.client());
        if (mine.removeFirst() != request) {
            throw new IllegalArgumentException("not the next request");
        }
        if (mine.isEmpty()) {
            waitingClients--;
            lastToLeave = request.client();
        }
        double output = foresight.outputTokens(request);
        expected.put(request, output);
        charge(request, Request.INPUT_WEIGHT * request.inputTokens());
        charge(request, Request.OUTPUT_WEIGHT * output);
    }

    @Override
    public void generated(Request request, int generated) {
        double charged = Math.max(1, expected.getOrDefault(request, 0.0));
        charge(request, Request.OUTPUT_WEIGHT * Math.clamp(generated - charged, 0, 1));
    }

    @Override
    public void finished(Request request, long nowNanos) {
        Double output = expected.remove(request);
        if (output == null) {
            throw new IllegalArgumentException("finished without having been admitted");
        }
        charge(request, -Request.OUTPUT_WEIGHT * Math.max(0, output - request.outputTokens()));
        foresight.learn(request);
    }

    private void charge(Request request, double service) {
        counters[request.client()] += service / weights[request.client()];
    }
}
