package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.view.FlowEstimate;
import dev.fleetward.core.view.QuotaView;
import java.util.List;

/// Where calls are admitted. Implementations are thread-safe; they hold no lock while a waiter is
/// told.
public interface AdmissionDesk {
    /// Told what became of a queued call.
    @FunctionalInterface
    interface Waiter {
        /// `decision` is `Admitted` or `Refused`. Called once, on whatever thread freed the room.
        void decided(Admission decision);
    }

    /// Decides on one attempt. Where it answers `Queued`, `waiter` is told later.
    Admission admit(Ask ask, Waiter waiter, long nowNanos);

    /// Takes a queued call back. False if it was decided already: its waiter has been or will be
    /// told, and a lease that it gets must be settled.
    boolean withdraw(Admission.Ticket ticket, long nowNanos);

    /// Ends a lease. Ending it twice is a bug and throws `IllegalStateException`.
    void settle(Lease lease, Settlement settlement, long nowNanos);

    /// Takes in what a provider said of a pool's quota in the head of an answer. A pool that is not
    /// known is no mistake: it may just have left.
    default void learn(String pool, ProviderSignal signal, long nowNanos) {}

    /// Takes over the limits of a new snapshot; what is reserved and spent stands.
    void adopt(FleetSnapshot snapshot, long nowNanos);

    /// Lets time pass: refuses what has waited too long, admits what now fits, starts a new month's
    /// budgets. Called some ten times a second.
    void tick(long nowNanos, long wallMicros);

    /// Whether any call waits, so that time should pass in small steps.
    boolean anyWaits();

    /// What the desk holds now.
    QuotaView view(long nowNanos);

    /// What calls turn out to use, of the feature and route that called last first; not of all
    /// where there are many.
    default List<FlowEstimate> estimates() {
        return List.of();
    }
}
