package dev.fleetward.app.evaluation;

import dev.fleetward.core.unit.Money;

/// What a run may spend: before a call goes out, the most that it can cost is set aside, so the
/// budget holds. Thread-safe; [#take] waits.
final class Purse {
    private final long budgetNanos;
    private long spentNanos;
    private long asideNanos;

    Purse(Money budget) {
        this.budgetNanos = budget.nanos();
    }

    /// Sets `most` aside; where calls under way hold too much, waits for them to end.
    ///
    /// @return whether the budget has room for it
    synchronized boolean take(long most) throws InterruptedException {
        while (most > budgetNanos - spentNanos - asideNanos) {
            if (asideNanos == 0) {
                return false;
            }
            wait();
        }
        asideNanos += most;
        return true;
    }

    /// What was set aside for a call cost `actual`.
    synchronized void settle(long most, long actual) {
        asideNanos -= most;
        spentNanos += actual;
        notifyAll();
    }

    synchronized Money spent() {
        return new Money(spentNanos);
    }
}
