package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView.BudgetView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a feature may spend, holds and has spent in one period, in nano-dollars. Spending is
/// counted whether or not there is a limit, so that one declared later knows it. Confined to the
/// lock of its desk.
///
/// Invariant: spent + reserved is at most the limit, except where calls cost more than they
/// reserved or the limit shrank.
final class Purse {
    private final String feature;
    private final String period;
    private long limit = Pool.UNLIMITED;
    private long spent;
    private long reserved;

    Purse(String feature, String period) {
        this.feature = feature;
        this.period = period;
    }

    void limit(long nanos) {
        limit = nanos;
    }

    boolean limited() {
        return limit != Pool.UNLIMITED;
    }

    long spent() {
        return spent;
    }

    /// Whether a call that costs at most `cost` fits. Where its price is unknown, `cost` is 0 and
    /// the call fits as long as anything is left.
    boolean fits(long cost, boolean priced) {
        return fits(cost, priced, limit - spent - reserved);
    }

    private boolean fits(long cost, boolean priced, long left) {
        return !limited() || (priced ? cost == 0 || cost <= left : left > 0);
    }

    void hold(long cost) {
        reserved += cost;
    }

    void settle(long held, long cost) {
        reserved -= held;
        spent += cost;
    }

    void add(long before) {
        spent += before;
    }

    /// A new period begins. What is held belongs to the old one.
    void startPeriod() {
        spent = 0;
        reserved = 0;
    }

    /// Why [#fits] says no; null where it does not.
    @Nullable Shortage shortage(long cost, boolean priced, long waitNanos) {
        if (fits(cost, priced)) {
            return null;
        }
        if (!fits(cost, priced, limit)) {
            return new Shortage.BudgetTooSmall(feature, period, cost, limit);
        }
        return fits(cost, priced, limit - spent)
                ? new Shortage.BudgetHeld(feature, period, cost, limit, spent, reserved)
                : new Shortage.BudgetSpent(feature, period, cost, limit, spent, waitNanos);
    }

    void view(List<BudgetView> into) {
        if (limited()) {
            into.add(new BudgetView(feature, period, limit, spent, reserved));
        }
    }
}
