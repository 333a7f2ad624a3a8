package dev.fleetward.testbed.scenario;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.fair.ServiceWeights;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.AdmissionDesk;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.Estimate;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.quota.Settlement;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.core.view.QuotaView.PoolView;
import dev.fleetward.testbed.engine.Neighbour;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.engine.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// One run of a scenario: callers, the desk, the engines, and the audit of it all. Confined to one
/// thread.
final class World {
    private static final int WHOLE = 1_000_000;
    static final long SECOND = 1_000_000_000L;
    private static final long TICK_NANOS = SECOND / 10;

    /// Two in the morning of a Tuesday.
    private static final long WALL_MICROS = 1_795_485_600_000_000L;

    final Timeline timeline = new Timeline(this::afterEvent);
    final SplittableRandom random;
    private final SmallFleet fleet;
    private final AdmissionDesk desk;
    private final Engines engines;
    private final ServiceWeights weights;
    private final Audit audit;
    private final Backlog backlog = new Backlog();
    private final List<Journey> journeys = new ArrayList<>();
    private final Set<Journey> waiting = new LinkedHashSet<>();
    private long underWay;
    private boolean over;
    private boolean ticking = true;
    private long ticks;
    private double handedOut;
    private final List<Reading> readings = new ArrayList<>();

    /// What a tick found.
    ///
    /// @param atEngine calls in the engines' own queues
    /// @param atDesk calls in the gateway's queue
    /// @param inFlightLimit the adaptive limit on tokens under way; 0 without one
    record Reading(double seconds, long atEngine, long atDesk, long inFlightLimit) {}

    /// @param replay the command that runs the same again
    World(
            SmallFleet fleet,
            Policy policy,
            Profile profile,
            int engines,
            Neighbour neighbour,
            long seed,
            String replay) {
        this.fleet = fleet;
        this.random = new SplittableRandom(seed);
        this.desk = policy.desk(fleet.snapshot(), WALL_MICROS);
        this.engines = new Engines(timeline, profile, engines, neighbour, seed);
        this.weights =
                fleet.pool().accounting() == Accounting.SELF_HOSTED
                        ? ServiceWeights.TOKENS_AND_MEMORY
                        : ServiceWeights.TOKENS;
        this.audit = new Audit(fleet, weights, policy == Policy.FAIR, replay);
        timeline.after(TICK_NANOS, this::tick);
    }

    /// Lets everything happen until `endNanos`, then whatever is still under way, and no new calls
    /// unless those under way make them.
    void run(long endNanos) {
        timeline.run(endNanos);
        over = true;
        timeline.run(Long.MAX_VALUE);
        audit.atTheEnd(waiting.size(), timeline.now());
    }

    List<Journey> journeys() {
        return journeys;
    }

    Backlog backlog() {
        return backlog;
    }

    /// How often two features that waited were compared; see [Evenness].
    long compared() {
        return audit.evenness().compared();
    }

    long preemptions() {
        return engines.preemptions();
    }

    /// Makes a call now.
    ///
    /// @param ended told when it has its last token or was refused
    Journey call(Wish wish, Consumer<Journey> ended) {
        if (!ticking) {
            ticking = true;
            timeline.after(TICK_NANOS, this::tick);
        }
        Journey journey = new Journey(wish, timeline.now());
        journeys.add(journey);
        Ask ask = ask(wish);
        switch (desk.admit(ask, decision -> decided(journey, decision, ended), timeline.now())) {
            case Admission.Queued queued -> {
                waiting.add(journey);
                journey.ticket = queued.ticket();
                backlog.came(wish.feature().name());
                audit.evenness().came(wish);
            }
            case Admission decision -> decided(journey, decision, ended);
        }
        return journey;
    }

    /// The caller hangs up, or the provider fails the call; nothing happens if it is over.
    ///
    /// @param ending what the settlement says if it ran
    void leave(Journey journey, Settlement.Ending ending) {
        if (journey.left || journey.refusal != null || journey.endNanos >= 0) {
            return;
        }
        journey.left = true;
        Lease lease = journey.lease;
        Sequence sequence = journey.sequence;
        Admission.Ticket ticket = journey.ticket;
        if (lease != null && sequence != null) {
            engines.cancel(sequence);
            underWay--;
            int generated = sequence.generated();
            audit.settled(lease, journey.wish, journey.wish.inputTokens(), generated);
            desk.settle(
                    lease,
                    new Settlement(ending, usage(journey.wish.inputTokens(), generated), 0),
                    timeline.now());
        } else if (ticket == null) {
            throw new IllegalStateException("a call that waits has no ticket");
        } else {
            audit.evenness().left(journey.wish); // It is gone before others run for it.
            if (!desk.withdraw(ticket, timeline.now())) {
                throw new IllegalStateException("a call that waits could not be withdrawn");
            }
            waiting.remove(journey);
            backlog.left(journey.wish.feature().name());
        }
    }

    private Ask ask(Wish wish) {
        String name = wish.feature().name();
        return new Ask(
                new CallId(journeys.size(), 1),
                wish.feature(),
                new Attribution(
                        name, name, null, Origin.OTHER, true, wish.callClass(), true, null, null),
                "model",
                1,
                List.of(fleet.endpoint()),
                new Estimate(wish.inputTokens(), wish.maxOutputTokens(), wish.maxOutputTokens()),
                1_000,
                timeline.now() + wish.patienceNanos());
    }

    private void decided(Journey journey, Admission decision, Consumer<Journey> ended) {
        boolean waited = waiting.remove(journey);
        if (waited) {
            audit.evenness().left(journey.wish);
        }
        switch (decision) {
            case Admission.Admitted(Lease lease) -> {
                backlog.served(
                        journey.wish.feature().name(), journey.wish.service(weights), waited);
                run(journey, lease, ended);
            }
            case Admission.Refused refused -> {
                if (waited) {
                    backlog.left(journey.wish.feature().name());
                }
                journey.refusal = refused.message();
                Duration retryAfter = refused.retryAfter();
                journey.retryAfterNanos = retryAfter == null ? 0 : retryAfter.toNanos();
                // Whoever is refused acts on it later, not inside of the desk.
                timeline.after(1, () -> ended.accept(journey));
            }
            case Admission.Queued queued -> throw new IllegalStateException("decided to queue");
        }
    }

    private void run(Journey journey, Lease lease, Consumer<Journey> ended) {
        if (journey.admittedNanos >= 0 || journey.refusal != null) {
            throw new IllegalStateException("decided twice");
        }
        journey.admittedNanos = timeline.now();
        audit.handedOut(lease, journey.wish);
        underWay++;
        Wish wish = journey.wish;
        Sequence sequence =
                new Sequence(
                        wish.inputTokens(),
                        0,
                        wish.outputTokens(),
                        fleet.endpoint().passPriority() ? wish.callClass().ordinal() : 0,
                        advanced -> advanced(journey, lease, advanced, ended));
        journey.lease = lease;
        journey.sequence = sequence;
        engines.submit(sequence);
    }

    private void advanced(
            Journey journey, Lease lease, Sequence sequence, Consumer<Journey> ended) {
        if (journey.left) {
            return; // Cancelled while its last step was under way.
        }
        if (journey.firstTokenNanos < 0) {
            journey.firstTokenNanos = timeline.now();
        }
        if (sequence.done()) {
            journey.endNanos = timeline.now();
            underWay--;
            Wish wish = journey.wish;
            audit.settled(lease, wish, wish.inputTokens(), wish.outputTokens());
            desk.settle(
                    lease,
                    new Settlement(
                            Settlement.Ending.SUCCEEDED,
                            usage(wish.inputTokens(), wish.outputTokens()),
                            0,
                            true,
                            journey.firstTokenNanos - journey.admittedNanos,
                            journey.endNanos - journey.admittedNanos),
                    timeline.now());
            ended.accept(journey);
        }
    }

    private static Usage usage(long input, long output) {
        return new Usage(
                TokenCount.reported(input),
                TokenCount.ABSENT,
                TokenCount.ABSENT,
                TokenCount.ABSENT,
                TokenCount.reported(output),
                TokenCount.ABSENT);
    }

    private void tick() {
        long now = timeline.now();
        desk.tick(now, WALL_MICROS + now / 1_000);
        long most = 0;
        boolean anyFree = false;
        long since = now;
        long patience = Long.MAX_VALUE / 2;
        for (Journey journey : waiting) {
            Wish wish = journey.wish;
            anyFree |=
                    wish.feature().share(fleet.pool().name()).borrow().partsPerMillion() == WHOLE;
            long sum = (long) wish.inputTokens() + wish.maxOutputTokens();
            most = Math.max(most, Math.max(sum, audit.held(wish.inputTokens(), wish)));
            if (now - journey.askedNanos - wish.patienceNanos() > now - since - patience) {
                since = journey.askedNanos;
                patience = wish.patienceNanos();
            }
        }
        QuotaView view = desk.view(now);
        audit.afterTick(view, anyFree ? most : 0, since, patience, now);
        if (!over) {
            ticks++;
            handedOut += handedOut(view);
            readings.add(
                    new Reading(now / 1e9, engines.waiting(), waiting.size(), inFlightLimit(view)));
        }
        ticking = !over || underWay > 0 || !waiting.isEmpty();
        if (ticking) {
            timeline.after(TICK_NANOS, this::tick);
        }
    }

    /// The part of the pool that is in use, by its scarcest limit.
    private static double handedOut(QuotaView view) {
        double most = 0;
        for (PoolView pool : view.pools()) {
            for (BucketView bucket : pool.buckets()) {
                most = Math.max(most, 1 - (double) bucket.available() / bucket.limit());
            }
        }
        return most;
    }

    private static long inFlightLimit(QuotaView view) {
        return view.pools().stream()
                .flatMap(pool -> pool.buckets().stream())
                .filter(bucket -> bucket.bucket().equals("tokensInFlight"))
                .mapToLong(BucketView::limit)
                .sum();
    }

    /// What each tick of [#run] found, in order.
    List<Reading> readings() {
        return readings;
    }

    /// The part of the pool that was in use, on average over the time of [#run].
    double inUse() {
        return ticks == 0 ? 0 : handedOut / ticks;
    }

    private void afterEvent() {
        audit.afterEvent(desk.view(timeline.now()), timeline.now());
    }
}
