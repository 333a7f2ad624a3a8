package dev.fleetward.core.health;

import dev.fleetward.core.snapshot.HealthRules;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A chart for each symptom of one endpoint. Confined to the lock of its [EndpointHealth].
final class SymptomCharts {
    private static final Symptom[] SYMPTOMS = Symptom.values();

    private final SymptomWatch[] watches = new SymptomWatch[SYMPTOMS.length];

    SymptomCharts(HealthRules rules) {
        for (Symptom symptom : SYMPTOMS) {
            watches[symptom.ordinal()] = new SymptomWatch(symptom.chart(rules));
        }
    }

    /// Whether a call says anything of a symptom.
    ///
    /// @param shows the symptom that it showed
    static boolean says(Symptom symptom, @Nullable Symptom shows, Judged judged) {
        return symptom == shows || judged.holds(symptom);
    }

    /// Moves the charts of which the call says something; what one of them found.
    @Nullable Degraded judge(@Nullable Symptom shows, Judged judged) {
        Degraded alarm = null;
        for (Symptom symptom : SYMPTOMS) {
            if (says(symptom, shows, judged)) {
                SymptomWatch watch = of(symptom);
                if (watch.judged(symptom == shows)) {
                    alarm = watch.degraded(symptom);
                }
            }
        }
        return alarm;
    }

    SymptomWatch of(Symptom symptom) {
        return watches[symptom.ordinal()];
    }

    void adopt(HealthRules rules) {
        for (Symptom symptom : SYMPTOMS) {
            of(symptom).adopt(symptom.chart(rules));
        }
    }

    void reset() {
        for (SymptomWatch watch : watches) {
            watch.reset();
        }
    }

    List<HealthView.SymptomView> views() {
        List<HealthView.SymptomView> views = new ArrayList<>(SYMPTOMS.length);
        for (Symptom symptom : SYMPTOMS) {
            SymptomWatch watch = of(symptom);
            views.add(
                    new HealthView.SymptomView(
                            symptom,
                            watch.level(),
                            watch.seen(),
                            watch.callsSinceZero(),
                            watch.expected(),
                            watch.alarms()));
        }
        return views;
    }

    /// What would be lost without being kept.
    List<BreakerState.Memory> memories() {
        List<BreakerState.Memory> memories = new ArrayList<>();
        for (Symptom symptom : SYMPTOMS) {
            SymptomWatch watch = of(symptom);
            if (!watch.isAtRest() || watch.learned() != SymptomWatch.UNKNOWN) {
                memories.add(new BreakerState.Memory(symptom, watch.level(), watch.learned()));
            }
        }
        return memories;
    }

    void restore(List<BreakerState.Memory> memories) {
        for (BreakerState.Memory memory : memories) {
            of(memory.symptom()).restore(memory.level(), memory.learned());
        }
    }
}
