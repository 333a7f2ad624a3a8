package dev.fleetward.testbed.minibatch;

import dev.fleetward.testbed.engine.Profile;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The server of the fairness paper (Sheng et al., OSDI 2024; LightLLM under S-LoRA) in simulated
/// time. A batch runs decode steps; after ten of them, and from then on before each one until it
/// succeeds, and at once when nothing runs, it tries to form a mini-batch of waiting requests,
/// which is prefilled in a step of its own and then joins. A mini-batch takes requests in the order
/// of the scheduler and stops at the first that does not fit, either into the prefill's tokens or
/// by [PeakMemory] into memory. Output lengths are known to that test, as they were in the
/// experiment.
///
/// A step's time varies by the profile's jitter; the same seed gives the same run. One instance per
/// run, confined to one thread.
public final class MiniBatchServer {
    private static final int STEPS_BEFORE_AN_ATTEMPT = 10;

    /// KV memory that a client's adapter of rank 8 takes while it is loaded, in tokens.
    private static final long ADAPTER_TOKENS = 32;

    private static final long LEAST_PREFILL = 3_072;

    private final Profile profile;
    private final double[] weights;
    private final Scheduler scheduler;
    private final SplittableRandom random;
    private final long prefillTokens;
    private final BacklogGap gap;
    private final PeakMemory peak = new PeakMemory();
    private final List<Running> running = new ArrayList<>();
    private long now;

    /// A request under way. Confined to its server.
    private static final class Running {
        final Request request;
        final long firstTokenNanos;
        int generated = 1;

        Running(Request request, long firstTokenNanos) {
            this.request = request;
            this.firstTokenNanos = firstTokenNanos;
        }

        boolean done() {
            return generated == request.outputTokens();
        }
    }

    /// @param profile memory, step times and jitter; its batch budget and sequences do not matter
    /// @param weights of the clients
    public MiniBatchServer(Profile profile, double[] weights, Scheduler scheduler, long seed) {
        this.profile = profile;
        this.weights = weights.clone();
        this.scheduler = scheduler;
        this.random = new SplittableRandom(seed);
        this.prefillTokens = Math.max(profile.kvTokens() / 6, LEAST_PREFILL);
        this.gap = new BacklogGap(this.weights);
    }

    /// Serves all requests.
    ///
    /// @param requests in the order of arrival, numbered from 0
    /// @throws IllegalArgumentException if one is too large to be ever served
    public Run serve(List<Request> requests) {
        requests.forEach(this::checkFits);
        @Nullable Outcome[] outcomes = new @Nullable Outcome[requests.size()];
        Iterator<Request> arrivals = requests.iterator();
        Request upcoming = nextOf(arrivals);
        int steps = 0;
        while (true) {
            while (upcoming != null && upcoming.atNanos() <= now) {
                if (scheduler.arrived(upcoming, now)) {
                    gap.arrived(upcoming);
                } else {
                    outcomes[upcoming.number()] = new Outcome(upcoming, -1, -1);
                }
                upcoming = nextOf(arrivals);
            }
            if (running.isEmpty() || steps >= STEPS_BEFORE_AN_ATTEMPT) {
                List<Request> batch = form();
                if (!batch.isEmpty()) {
                    prefill(batch, outcomes);
                    steps = 0;
                    continue;
                }
            }
            if (!running.isEmpty()) {
                decode(outcomes);
                steps++;
            } else if (upcoming != null) {
                now = upcoming.atNanos();
            } else {
                return new Run(all(outcomes), now, gap.largest());
            }
        }
    }

    private static @Nullable Request nextOf(Iterator<Request> arrivals) {
        return arrivals.hasNext() ? arrivals.next() : null;
    }

    private void checkFits(Request request) {
        long most = (long) request.inputTokens() + request.outputTokens();
        if (most >= profile.kvTokens() - ADAPTER_TOKENS || request.inputTokens() > prefillTokens) {
            throw new IllegalArgumentException(
                    "a request of "
                            + request.inputTokens()
                            + " input and "
                            + request.outputTokens()
                            + " output tokens never fits into "
                            + profile.kvTokens()
                            + " tokens of memory and "
                            + prefillTokens
                            + " of a prefill");
        }
    }

    private List<Request> form() {
        peak.clear();
        BitSet adapters = new BitSet(weights.length);
        for (Running one : running) {
            peak.add(
                    (long) one.request.inputTokens() + one.generated,
                    (long) one.request.outputTokens() - one.generated - 1);
            adapters.set(one.request.client());
        }
        List<Request> batch = new ArrayList<>();
        long tokens = 0;
        Request next = scheduler.next(now);
        while (next != null) {
            peak.add(next.inputTokens() + 1L, next.outputTokens() - 1L);
            adapters.set(next.client());
            tokens += next.inputTokens();
            long memory = profile.kvTokens() - ADAPTER_TOKENS * adapters.cardinality();
            if (peak.tokens() >= memory || tokens > prefillTokens) {
                break;
            }
            scheduler.admitted(next, now);
            gap.admitted(next);
            batch.add(next);
            next = scheduler.next(now);
        }
        return batch;
    }

    private void prefill(List<Request> batch, @Nullable Outcome[] outcomes) {
        long tokens = 0;
        for (Request request : batch) {
            tokens += request.inputTokens();
        }
        now += stepNanos(0, 0, tokens);
        for (Request request : batch) {
            Running one = new Running(request, now);
            tell(one, outcomes);
            if (!one.done()) {
                running.add(one);
            }
        }
        gap.observe();
    }

    private void decode(@Nullable Outcome[] outcomes) {
        long kv = 0;
        for (Running one : running) {
            kv += (long) one.request.inputTokens() + one.generated;
        }
        now += stepNanos(running.size(), kv, 0);
        for (Running one : running) {
            one.generated++;
            tell(one, outcomes);
        }
        running.removeIf(Running::done);
        gap.observe();
    }

    private long stepNanos(int decoding, long kv, long prefilled) {
        return Math.round(profile.stepNanos(decoding, kv, prefilled) * profile.jitter(random));
    }

    private void tell(Running one, @Nullable Outcome[] outcomes) {
        gap.served(one.request, Request.OUTPUT_WEIGHT);
        scheduler.generated(one.request, one.generated);
        if (one.done()) {
            scheduler.finished(one.request, now);
            outcomes[one.request.number()] = new Outcome(one.request, one.firstTokenNanos, now);
        }
    }

    private static List<Outcome> all(@Nullable Outcome[] outcomes) {
        List<Outcome> all = new ArrayList<>(outcomes.length);
        for (Outcome outcome : outcomes) {
            if (outcome == null) {
                throw new AssertionError("a request was forgotten");
            }
            all.add(outcome);
        }
        return all;
    }
}
