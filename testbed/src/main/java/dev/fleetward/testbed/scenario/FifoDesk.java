package dev.fleetward.testbed.scenario;

import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.quota.Admission;
import dev.fleetward.core.quota.AdmissionDesk;
import dev.fleetward.core.quota.Ask;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.quota.Settlement;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.view.QuotaView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What fair admission is compared with: one queue in the order of arrival for everybody, in front
/// of the same limits, which a [FairDesk] counts that knows no shares and lets nobody wait. Nobody
/// is ever passed over, and a call waits until its deadline. Confined to one thread, whatever
/// [AdmissionDesk] says: simulations have no other.
final class FifoDesk implements AdmissionDesk {
    private static final QueueBounds NO_QUEUE = new QueueBounds(0, 0, 0);

    private final FairDesk limits;
    private final ArrayDeque<Parked> queue = new ArrayDeque<>();

    private static final class Parked implements Admission.Ticket {
        final Ask ask;
        final Waiter waiter;

        Parked(Ask ask, Waiter waiter) {
            this.ask = ask;
            this.waiter = waiter;
        }
    }

    /// A waiter and what it is to be told, once the queue is in order again.
    private record Told(Waiter waiter, Admission decision) {}

    FifoDesk(FleetSnapshot snapshot, long nowNanos, long wallMicros) {
        limits = new FairDesk(withoutShares(snapshot), nowNanos, wallMicros);
    }

    private static FleetSnapshot withoutShares(FleetSnapshot snapshot) {
        return new FleetSnapshot(
                        snapshot.version(),
                        snapshot.owners(),
                        snapshot.providers(),
                        snapshot.pools(),
                        snapshot.endpoints(),
                        snapshot.routes(),
                        snapshot.features().values().stream()
                                .map(FifoDesk::plain)
                                .collect(Collectors.toMap(Feature::name, Function.identity())),
                        snapshot.keys(),
                        snapshot.prices(),
                        snapshot.bounds(),
                        snapshot.unrecordedCalls())
                .with(snapshot.classes());
    }

    private static Feature plain(Feature feature) {
        return new Feature(
                feature.name(),
                feature.owner(),
                feature.callClass(),
                feature.tier(),
                Map.of(),
                feature.budget(),
                feature.routes(),
                feature.objective(),
                feature.parallel(),
                NO_QUEUE);
    }

    @Override
    public Admission admit(Ask asked, Waiter waiter, long nowNanos) {
        Ask ask =
                new Ask(
                        asked.call(),
                        plain(asked.feature()),
                        asked.who(),
                        asked.route(),
                        asked.attempt(),
                        asked.candidates(),
                        asked.estimate(),
                        asked.bytes(),
                        asked.deadlineNanos());
        if (queue.isEmpty()) {
            Admission now = limits.admit(ask, waiter, nowNanos);
            boolean waits =
                    now instanceof Admission.Refused refused
                            && refused.reason() == FailureKind.QUOTA_EXHAUSTED;
            if (!waits) {
                return now;
            }
        }
        Parked parked = new Parked(ask, waiter);
        queue.addLast(parked);
        return new Admission.Queued(parked);
    }

    @Override
    public boolean withdraw(Admission.Ticket ticket, long nowNanos) {
        boolean waited = ticket instanceof Parked parked && queue.remove(parked);
        pump(nowNanos);
        return waited;
    }

    @Override
    public void settle(Lease lease, Settlement settlement, long nowNanos) {
        limits.settle(lease, settlement, nowNanos);
        pump(nowNanos);
    }

    @Override
    public void adopt(FleetSnapshot snapshot, long nowNanos) {
        limits.adopt(withoutShares(snapshot), nowNanos);
        pump(nowNanos);
    }

    @Override
    public void tick(long nowNanos, long wallMicros) {
        limits.tick(nowNanos, wallMicros);
        List<Told> told = new ArrayList<>();
        for (Iterator<Parked> all = queue.iterator(); all.hasNext(); ) {
            Parked parked = all.next();
            if (parked.ask.deadlineNanos() - nowNanos <= 0) {
                all.remove();
                told.add(
                        new Told(
                                parked.waiter,
                                new Admission.Refused(
                                        FailureKind.DEADLINE_EXCEEDED,
                                        "The call's deadline passed while it waited.",
                                        null)));
            }
        }
        told.forEach(one -> one.waiter.decided(one.decision));
        pump(nowNanos);
    }

    private void pump(long nowNanos) {
        List<Told> told = new ArrayList<>();
        Parked head = queue.peekFirst();
        while (head != null) {
            Admission decision = limits.admit(head.ask, head.waiter, nowNanos);
            if (decision instanceof Admission.Refused) {
                break;
            }
            queue.removeFirst();
            told.add(new Told(head.waiter, decision));
            head = queue.peekFirst();
        }
        told.forEach(one -> one.waiter.decided(one.decision));
    }

    @Override
    public boolean anyWaits() {
        return !queue.isEmpty();
    }

    @Override
    public QuotaView view(long nowNanos) {
        return limits.view(nowNanos);
    }
}
