package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.unit.Money;
import dev.fleetward.core.view.QuotaView.BudgetView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one feature may spend in a month, in it by calls of class `background`, and in a day; and
/// what waits of it, which is bounded likewise. Confined to the lock of its desk.
final class FeatureBudget {
    final Backlog backlog = new Backlog();
    private final String feature;
    private final Purse month;
    private final Purse background;
    private final Purse day;
    private boolean limited;
    private boolean retired;
    private long open;

    FeatureBudget(String feature, @Nullable Budget budget, boolean retired) {
        this.feature = feature;
        month = new Purse(feature, "monthly");
        background = new Purse(feature, "background");
        day = new Purse(feature, "daily");
        adopt(budget);
        this.retired = retired;
    }

    String feature() {
        return feature;
    }

    /// Takes over new limits. What is reserved and spent stands.
    final void adopt(@Nullable Budget budget) {
        month.limit(budget == null ? Pool.UNLIMITED : nanos(budget.monthly()));
        background.limit(budget == null ? Pool.UNLIMITED : nanos(budget.background()));
        day.limit(budget == null ? Pool.UNLIMITED : nanos(budget.daily()));
        limited = month.limited() || background.limited() || day.limited();
        retired = false;
    }

    private static long nanos(@Nullable Money money) {
        return money == null ? Pool.UNLIMITED : money.nanos();
    }

    void retire() {
        retired = true;
    }

    /// Whether nothing needs this budget any more. What was spent is kept for the rest of the
    /// month, so that taking a feature out and putting it back does not refill its budget.
    boolean forgettable() {
        return retired && open == 0 && month.spent() == 0;
    }

    boolean limited() {
        return limited;
    }

    boolean hasRoom(long cost, boolean priced, boolean inBackground) {
        return !limited
                || (month.fits(cost, priced)
                        && day.fits(cost, priced)
                        && (!inBackground || background.fits(cost, priced)));
    }

    void hold(long cost, boolean inBackground) {
        open++;
        if (cost != 0) {
            month.hold(cost);
            day.hold(cost);
            if (inBackground) {
                background.hold(cost);
            }
        }
    }

    /// @param thisMonth false for a call that was admitted in an earlier month; it was that month's
    ///   to pay for
    /// @param thisDay the same for its day
    void settle(long held, long cost, boolean inBackground, boolean thisMonth, boolean thisDay) {
        open--;
        if (held == 0 && cost == 0) {
            return;
        }
        if (thisMonth) {
            month.settle(held, cost);
            if (inBackground) {
                background.settle(held, cost);
            }
        }
        if (thisDay) {
            day.settle(held, cost);
        }
    }

    void addSpend(Spend before) {
        month.add(before.monthlyNanos());
        background.add(before.backgroundNanos());
    }

    void addSpendOfDay(long nanos) {
        day.add(nanos);
    }

    void startMonth() {
        month.startPeriod();
        background.startPeriod();
    }

    void startDay() {
        day.startPeriod();
    }

    /// Why [#hasRoom] says no; null where it does not.
    @Nullable Shortage shortage(
            long cost, boolean priced, boolean inBackground, long monthLeft, long dayLeft) {
        Shortage found =
                Shortage.worse(
                        month.shortage(cost, priced, monthLeft),
                        day.shortage(cost, priced, dayLeft));
        return inBackground
                ? Shortage.worse(found, background.shortage(cost, priced, monthLeft))
                : found;
    }

    void view(List<BudgetView> into) {
        if (!retired || open > 0) {
            month.view(into);
            background.view(into);
            day.view(into);
        }
    }
}
