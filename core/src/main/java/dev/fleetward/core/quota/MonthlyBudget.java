package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView.BudgetView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one feature may spend, holds and has spent this month, in nano-dollars. Spending is counted
/// whether or not there is a budget, so that a budget declared later knows it. Confined to the lock
/// of its desk.
///
/// Invariant: spent + reserved is at most the limit, except where calls cost more than they
/// reserved or the limit shrank.
final class MonthlyBudget {
    private static final String MONTHLY = "monthly";
    private static final String BACKGROUND = "background";

    private final String feature;
    private long limit = Pool.UNLIMITED;
    private long backgroundLimit = Pool.UNLIMITED;
    private long spent;
    private long reserved;
    private long backgroundSpent;
    private long backgroundReserved;
    private boolean retired;
    private long open;

    MonthlyBudget(String feature, @Nullable Budget budget, boolean retired) {
        this.feature = feature;
        adopt(budget);
        this.retired = retired;
    }

    String feature() {
        return feature;
    }

    /// Takes over new limits. What is reserved and spent stands.
    final void adopt(@Nullable Budget budget) {
        limit = budget == null ? Pool.UNLIMITED : budget.monthly().nanos();
        backgroundLimit =
                budget == null || budget.background() == null
                        ? Pool.UNLIMITED
                        : budget.background().nanos();
        retired = false;
    }

    void retire() {
        retired = true;
    }

    /// Whether nothing needs this budget any more. What was spent is kept for the rest of the
    /// month, so that taking a feature out and putting it back does not refill its budget.
    boolean forgettable() {
        return retired && open == 0 && spent == 0;
    }

    boolean limited() {
        return limit != Pool.UNLIMITED || backgroundLimit != Pool.UNLIMITED;
    }

    /// Whether a call that costs at most `cost` fits. Where its price is unknown, `cost` is 0 and
    /// the call fits as long as anything is left.
    boolean hasRoom(long cost, boolean priced, boolean background) {
        return fits(limit, spent, reserved, cost, priced)
                && (!background
                        || fits(
                                backgroundLimit,
                                backgroundSpent,
                                backgroundReserved,
                                cost,
                                priced));
    }

    private static boolean fits(long limit, long spent, long reserved, long cost, boolean priced) {
        if (limit == Pool.UNLIMITED) {
            return true;
        }
        long left = limit - spent - reserved;
        return priced ? cost == 0 || cost <= left : left > 0;
    }

    void hold(long cost, boolean background) {
        reserved += cost;
        backgroundReserved += background ? cost : 0;
        open++;
    }

    /// @param thisMonth false for a call that was admitted in an earlier month; it was that month's
    ///   to pay for
    void settle(long held, long cost, boolean background, boolean thisMonth) {
        open--;
        if (!thisMonth) {
            return;
        }
        reserved -= held;
        spent += cost;
        if (background) {
            backgroundReserved -= held;
            backgroundSpent += cost;
        }
    }

    void addSpend(Spend before) {
        spent += before.monthlyNanos();
        backgroundSpent += before.backgroundNanos();
    }

    void startMonth() {
        spent = 0;
        reserved = 0;
        backgroundSpent = 0;
        backgroundReserved = 0;
    }

    /// Why [#hasRoom] says no.
    @Nullable Shortage shortage(long cost, boolean priced, boolean background, long waitNanos) {
        Shortage whole = shortage(MONTHLY, limit, spent, reserved, cost, priced, waitNanos);
        return !background
                ? whole
                : Shortage.worse(
                        whole,
                        shortage(
                                BACKGROUND,
                                backgroundLimit,
                                backgroundSpent,
                                backgroundReserved,
                                cost,
                                priced,
                                waitNanos));
    }

    private @Nullable Shortage shortage(
            String part,
            long limit,
            long spent,
            long reserved,
            long cost,
            boolean priced,
            long waitNanos) {
        if (fits(limit, spent, reserved, cost, priced)) {
            return null;
        }
        if (!fits(limit, 0, 0, cost, priced)) {
            return new Shortage.BudgetTooSmall(feature, part, cost, limit);
        }
        return fits(limit, spent, 0, cost, priced)
                ? new Shortage.BudgetHeld(feature, part, cost, limit, spent, reserved)
                : new Shortage.BudgetSpent(feature, part, cost, limit, spent, waitNanos);
    }

    void view(List<BudgetView> into) {
        if (retired && open == 0) {
            return;
        }
        if (limit != Pool.UNLIMITED) {
            into.add(new BudgetView(feature, MONTHLY, limit, spent, reserved));
        }
        if (backgroundLimit != Pool.UNLIMITED) {
            into.add(
                    new BudgetView(
                            feature,
                            BACKGROUND,
                            backgroundLimit,
                            backgroundSpent,
                            backgroundReserved));
        }
    }
}
