package dev.fleetward.core.quota;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.cost.Cost;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.view.QuotaView.BudgetView;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The budgets of all features, and whose month and day it is. Confined to the lock of its desk.
///
/// A call holds the most that it can cost before it runs or waits: input at its dearest price and
/// the most output that it may make; 0 where the price of the endpoint is unknown. It belongs to
/// the day and the month in which it was held; new ones do not pay for it.
final class Budgets {
    private final Map<String, FeatureBudget> byFeature = new HashMap<>();
    private final Calendar calendar;

    Budgets(long nowNanos, long wallMicros) {
        calendar = new Calendar(nowNanos, wallMicros);
    }

    void adopt(Collection<Feature> features) {
        for (Feature feature : features) {
            FeatureBudget known = byFeature.get(feature.name());
            if (known == null) {
                byFeature.put(
                        feature.name(), new FeatureBudget(feature.name(), feature.budget(), false));
            } else {
                known.adopt(feature.budget());
            }
        }
    }

    void retireAllBut(Set<String> features) {
        byFeature.forEach((name, budget) -> {
            if (!features.contains(name)) {
                budget.retire();
            }
        });
        byFeature.values().removeIf(FeatureBudget::forgettable);
    }

    /// A call that began under an earlier snapshot may still name a feature that is gone.
    FeatureBudget of(Feature feature) {
        FeatureBudget known = byFeature.get(feature.name());
        if (known == null) {
            known = new FeatureBudget(feature.name(), feature.budget(), true);
            byFeature.put(feature.name(), known);
        }
        return known;
    }

    void addSpent(YearMonth month, Map<String, Spend> spent) {
        if (month.equals(calendar.today().month())) {
            spent.forEach((feature, before) -> {
                FeatureBudget budget = byFeature.get(feature);
                if (budget != null) {
                    budget.addSpend(before);
                }
            });
        }
    }

    void addSpent(LocalDate day, Map<String, Long> spentNanos) {
        if (day.equals(calendar.today().date())) {
            spentNanos.forEach((feature, before) -> {
                FeatureBudget budget = byFeature.get(feature);
                if (budget != null) {
                    budget.addSpendOfDay(before);
                }
            });
        }
    }

    static boolean isBackground(Ask ask) {
        return ask.who().callClass() == CallClass.BACKGROUND;
    }

    static long cost(FeatureBudget budget, Endpoint endpoint, Estimate estimate) {
        var price = endpoint.price();
        return price == null || !budget.limited()
                ? 0
                : Cost.atMost(estimate.inputTokens(), estimate.maxOutputTokens(), price);
    }

    /// @return the day that pays for it
    Calendar.Day hold(FeatureBudget budget, long costNanos, boolean background) {
        budget.hold(costNanos, background);
        return calendar.today();
    }

    void settle(Hold held, long costNanos) {
        FeatureBudget budget = held.budget;
        Calendar.Day today = calendar.today();
        budget.settle(
                held.costNanos,
                Math.max(costNanos, 0),
                isBackground(held.ask),
                held.day.month().equals(today.month()),
                held.day.date().equals(today.date()));
        if (budget.forgettable()) {
            byFeature.remove(budget.feature(), budget);
        }
    }

    @Nullable Shortage shortage(
            FeatureBudget budget, long cost, boolean priced, boolean background, long nowNanos) {
        return budget.shortage(
                cost,
                priced,
                background,
                calendar.nanosLeftOfMonth(nowNanos),
                calendar.nanosLeftOfDay(nowNanos));
    }

    void read(long nowNanos, long wallMicros) {
        calendar.read(nowNanos, wallMicros);
        turn(nowNanos);
    }

    void turn(long nowNanos) {
        YearMonth before = calendar.today().month();
        if (calendar.turn(nowNanos)) {
            byFeature.values().forEach(FeatureBudget::startDay);
            if (!before.equals(calendar.today().month())) {
                byFeature.values().forEach(FeatureBudget::startMonth);
            }
            byFeature.values().removeIf(FeatureBudget::forgettable);
        }
    }

    List<BudgetView> view() {
        List<BudgetView> views = new ArrayList<>(byFeature.size());
        byFeature.values().forEach(budget -> budget.view(views));
        return views;
    }
}
