package dev.fleetward.gateway.observe;

import dev.fleetward.core.objective.BurnWindow;
import dev.fleetward.core.objective.ServiceLevel;
import dev.fleetward.core.objective.Standing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/// Error budgets and burn rates as gauges, one row for each promise. Thread-safe; [#refresh] is
/// called by one thread at a time.
public final class ObjectiveGauges {
    private final MultiGauge left;
    private final MultiGauge burn;

    public ObjectiveGauges(MeterRegistry registry) {
        left =
                MultiGauge.builder("fleetward.slo.budget.left.ratio")
                        .description("What is left of an error budget of 30 days; 1 is all.")
                        .register(registry);
        burn =
                MultiGauge.builder("fleetward.slo.burn.rate")
                        .description("How many times as fast as it may an error budget burns.")
                        .register(registry);
    }

    /// Takes what holds now.
    public void refresh(List<Standing> standings) {
        List<MultiGauge.Row<?>> lefts = new ArrayList<>();
        List<MultiGauge.Row<?>> burns = new ArrayList<>();
        for (Standing standing : standings) {
            ServiceLevel level = standing.level();
            Tags tags =
                    Tags.of(
                            "kind",
                            level.holder().kind().label(),
                            "name",
                            level.holder().name(),
                            "measure",
                            level.measure().label());
            lefts.add(MultiGauge.Row.of(tags, standing.left()));
            for (Standing.Burn each : standing.burns()) {
                burns.add(
                        MultiGauge.Row.of(
                                tags.and("window", BurnWindow.label(each.window())), each.rate()));
            }
        }
        left.register(lefts, true);
        burn.register(burns, true);
    }
}
