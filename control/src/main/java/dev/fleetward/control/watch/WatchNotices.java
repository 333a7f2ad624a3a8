package dev.fleetward.control.watch;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.objective.BurnPolicy;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Says in the log what begins and what ends. Confined to the watch's thread.
final class WatchNotices {
    private static final System.Logger LOG = System.getLogger(WatchNotices.class.getName());

    private Map<Alert.Key, Alert> known = Map.of();
    private BurnPolicy policy = BurnPolicy.NONE;
    private @Nullable String lateness;

    void tell(WatchReading reading) {
        Map<Alert.Key, Alert> now = new HashMap<>();
        for (Alert alert : reading.alerts()) {
            now.put(alert.key(), alert);
            if (!known.containsKey(alert.key())) {
                LOG.log(Level.WARNING, alert.severity().label() + ": " + alert.words());
            }
        }
        known.forEach((key, alert) -> {
            if (!now.containsKey(key)) {
                LOG.log(Level.INFO, "over: " + name(alert.subject()) + " burns too fast no longer");
            }
        });
        known = now;
        if (!policy.equals(reading.policy())) {
            policy = reading.policy();
            LOG.log(Level.WARNING, words(policy));
        }
        boolean late = reading.state() == WatchReading.State.LATE;
        if (late != (lateness != null)) {
            lateness = late ? reading.trouble() : null;
            LOG.log(
                    Level.WARNING,
                    late ? "the watch is late: " + lateness : "the watch is up to date again");
        }
    }

    private static @Nullable String name(Subject subject) {
        return subject.feature() != null
                ? subject.feature()
                : subject.route() != null ? subject.route() : subject.endpoint();
    }

    private static String words(BurnPolicy policy) {
        return policy.equals(BurnPolicy.NONE)
                ? "budgets: nothing is held back any more"
                : "budgets: batch is shed in pools "
                        + new TreeSet<>(policy.directives().shedBatch())
                        + ", fallbacks are preferred on routes "
                        + new TreeSet<>(policy.directives().preferFallback())
                        + ", nothing is hedged on routes "
                        + new TreeSet<>(policy.directives().withoutHedges())
                        + ", frozen are "
                        + new TreeSet<>(policy.frozen());
    }
}
