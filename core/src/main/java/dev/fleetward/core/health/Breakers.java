package dev.fleetward.core.health;

import dev.fleetward.core.health.BreakerTable.Event;
import dev.fleetward.core.health.BreakerTable.State;
import dev.fleetward.core.snapshot.HealthRules;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Which endpoints take calls, learned from how their calls end. Thread-safe; memory is bounded by
/// endpoints × symptoms and by [#TRANSITIONS].
///
/// A call asks [#standing] when its route is planned, gets a [Pass] from [#begin] when it is sent,
/// and gives it back with how it ended. The rules:
/// 1. a refused credential or account holds the breaker until somebody acts;
/// 2. where the provider said when to come back, it opens for exactly that long, at most
///    [#LONGEST_ASKED_NANOS]; nothing failed, so all calls come back at once;
/// 3. several failures in a row, or no connection, open it for a pause that doubles each time;
/// 4. a chart that alarms ([Cusum]) opens it for a rest of minutes;
/// 5. after a pause or a rest it takes a few calls on trial, then a growing share;
/// 6. a symptom is gone when its chart is at rest, or after [#UNSEEN_NANOS] in which nothing could
///    show it.
///
/// Calls that were under way when an endpoint opens tell nothing new (unless the provider asks for
/// a longer wait). There are no rules that compare endpoints: each is compared with its own past.
public final class Breakers {
    /// The longest that a provider's `retry-after` is honoured.
    public static final long LONGEST_ASKED_NANOS = Breaker.LONGEST_ASKED.toNanos();

    /// Steps that are remembered.
    public static final int TRANSITIONS = 1_024;

    /// Calls that have to go well in each stage of the way back.
    public static final int STAGE_CALLS = Breaker.STAGE_CALLS;

    /// How long a stage takes at least.
    public static final long STAGE_NANOS = Breaker.STAGE_NANOS;

    /// How long it takes where there are fewer calls.
    public static final long QUIET_STAGE_NANOS = Breaker.QUIET_STAGE_NANOS;

    /// Calls from which an endpoint's usual rates are learned.
    public static final int STRETCH = SymptomWatch.STRETCH;

    /// After this long a symptom that alarmed is taken as gone, where the endpoint takes calls and
    /// none of them is looked at for it: whoever could show it has moved away.
    public static final long UNSEEN_NANOS = TimeUnit.HOURS.toNanos(6);

    /// One moment on both clocks.
    private record Moment(long nanos, long wallMicros) {}

    private final ConcurrentHashMap<String, EndpointHealth> endpoints = new ConcurrentHashMap<>();
    private final RandomGenerator random;
    private volatile HealthRules rules;
    private volatile Moment latest;

    /// Guarded by itself.
    private final Deque<Transition> transitions = new ArrayDeque<>();

    /// Guarded by `transitions`.
    private long sequence;

    /// All endpoints take calls.
    ///
    /// @param random for the pauses' jitter
    public Breakers(HealthRules rules, RandomGenerator random, long nowNanos, long wallMicros) {
        this.rules = rules;
        this.random = random;
        this.latest = new Moment(nowNanos, wallMicros);
    }

    private EndpointHealth of(String endpoint) {
        EndpointHealth known = endpoints.get(endpoint);
        return known != null
                ? known
                : endpoints.computeIfAbsent(
                        endpoint, name -> new EndpointHealth(name, this, rules));
    }

    /// In which place the endpoint may be tried.
    ///
    /// @param draw a random number from 0 to 99
    public Standing standing(String endpoint, int draw, long nowNanos) {
        EndpointHealth known = endpoints.get(endpoint);
        return known == null ? Standing.READY : known.standing(draw, nowNanos);
    }

    /// Whether it takes all its calls, so that one more that is not needed does no harm.
    public boolean isClosed(String endpoint) {
        EndpointHealth known = endpoints.get(endpoint);
        return known == null || known.isClosed();
    }

    /// Lets an attempt through; null if it may not be made.
    public @Nullable Pass begin(String endpoint, Entry entry, long nowNanos) {
        return of(endpoint).begin(entry, nowNanos);
    }

    /// How bad the endpoint's answers are; only compared with others.
    public double badness(String endpoint) {
        EndpointHealth known = endpoints.get(endpoint);
        return known == null ? 0 : known.badness();
    }

    /// Nanoseconds until it takes calls again; 0 if it takes some, and where nobody knows.
    public long remaining(String endpoint, long nowNanos) {
        return view(endpoint, nowNanos).remainingNanos();
    }

    public HealthView view(String endpoint, long nowNanos) {
        EndpointHealth known = endpoints.get(endpoint);
        return known == null ? HealthView.WELL : known.view(nowNanos);
    }

    /// An operator says that all is well.
    public void reset(String endpoint, long nowNanos) {
        EndpointHealth known = endpoints.get(endpoint);
        if (known != null) {
            known.reset(nowNanos);
        }
    }

    /// Takes over new rules, forgets endpoints that are gone, and lets those on trial whose
    /// credential changed.
    ///
    /// @param credentials prints of the credentials by endpoint, for all endpoints there are
    public void adopt(HealthRules newRules, Map<String, String> credentials, long nowNanos) {
        rules = newRules;
        endpoints.keySet().retainAll(credentials.keySet());
        credentials.forEach((name, print) -> of(name).adopt(newRules, print, nowNanos));
    }

    /// Lets time pass; to be called some times a second.
    public void tick(long nowNanos, long wallMicros) {
        latest = new Moment(nowNanos, wallMicros);
        for (EndpointHealth endpoint : endpoints.values()) {
            endpoint.pass(nowNanos);
        }
    }

    /// What should outlive a restart.
    public List<BreakerState> states(long nowNanos, long wallMicros) {
        return endpoints.values().stream().map(each -> each.state(nowNanos, wallMicros)).toList();
    }

    /// Takes over what was stored before a restart; endpoints that are gone are left out.
    public void restore(Collection<BreakerState> states, long nowNanos, long wallMicros) {
        for (BreakerState state : states) {
            EndpointHealth known = endpoints.get(state.endpoint());
            if (known != null) {
                known.restore(state, nowNanos, wallMicros);
            }
        }
    }

    /// The remembered steps after one, oldest first.
    public List<Transition> transitionsAfter(long after) {
        synchronized (transitions) {
            List<Transition> later = new ArrayList<>();
            for (Transition transition : transitions) {
                if (transition.sequence() > after) {
                    later.add(transition);
                }
            }
            return later;
        }
    }

    void remember(
            String endpoint,
            State from,
            Event event,
            State to,
            String words,
            long nowNanos,
            long wallMicros) {
        synchronized (transitions) {
            sequence++;
            if (transitions.size() == TRANSITIONS) {
                transitions.removeFirst();
            }
            transitions.addLast(
                    new Transition(
                            sequence, endpoint, from, event, to, words, nowNanos, wallMicros));
        }
    }

    HealthRules rules() {
        return rules;
    }

    /// The wall time of a moment close to the last tick.
    long wallMicros(long nowNanos) {
        Moment near = latest;
        return near.wallMicros + (nowNanos - near.nanos) / 1_000;
    }

    double nextRandom() {
        synchronized (random) {
            return random.nextDouble();
        }
    }
}
