package dev.fleetward.core.objective;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.objective.Standing.Alarm;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Alarms as alerts: one for each holder, however many of its promises and windows burn. Stateless.
public final class BurnAlerts {
    private BurnAlerts() {}

    /// What holds now.
    public static List<Alert> of(FleetSnapshot fleet, List<Standing> standings) {
        Map<Holder, List<Standing>> burning = new LinkedHashMap<>();
        for (Standing standing : standings) {
            if (!standing.alarms().isEmpty()) {
                burning.computeIfAbsent(standing.level().holder(), _ -> new ArrayList<>())
                        .add(standing);
            }
        }
        List<Alert> alerts = new ArrayList<>();
        burning.forEach((holder, levels) -> alerts.add(alert(fleet, holder, levels)));
        return List.copyOf(alerts);
    }

    private static Alert alert(FleetSnapshot fleet, Holder holder, List<Standing> burning) {
        Severity severity = Severity.NOTE;
        long since = Long.MAX_VALUE;
        List<String> sentences = new ArrayList<>();
        for (Standing standing : burning) {
            for (Alarm alarm : standing.alarms()) {
                Severity own = alarm.window().severity();
                severity = own.compareTo(severity) < 0 ? own : severity;
                since = Math.min(since, alarm.sinceMicros());
            }
            sentences.add(words(standing));
        }
        return new Alert(
                Alert.Kind.BURN,
                severity,
                subject(fleet, holder),
                String.join(" ", sentences),
                since);
    }

    private static Subject subject(FleetSnapshot fleet, Holder holder) {
        return switch (holder.kind()) {
            case FEATURE -> Subject.ofFeature(holder.name());
            case ROUTE -> Subject.ofRoute(holder.name());
            case ENDPOINT -> {
                Endpoint endpoint = fleet.endpoints().get(holder.name());
                yield endpoint == null
                        ? Subject.ofEndpoint(holder.name(), null, null, null)
                        : Subject.ofEndpoint(
                                endpoint.name(),
                                endpoint.pool() == null ? null : endpoint.pool().name(),
                                endpoint.provider().name(),
                                endpoint.region());
            }
        };
    }

    /// One sentence on the most urgent of its alarms.
    static String words(Standing standing) {
        BurnWindow window = standing.alarms().getFirst().window();
        return String.format(
                Locale.ROOT,
                "%s burns its %s budget %s times too fast (%s; %s over %s); %s.",
                standing.level().holder().name(),
                standing.level().measure().words(),
                rate(standing.rate(window.shortWindow())),
                span(window.shortWindow()),
                rate(standing.rate(window.longWindow())),
                span(window.longWindow()),
                rest(standing));
    }

    private static String rest(Standing standing) {
        double left = standing.left();
        if (left <= 0) {
            return "the budget of 30 days is spent";
        }
        String share = String.format(Locale.ROOT, "%.0f%% of 30 days' budget is left", left * 100);
        return standing.lasts()
                .map(time -> share + ", for " + span(time) + " at this rate")
                .orElse(share);
    }

    private static String rate(double rate) {
        return Double.isInfinite(rate)
                ? "infinitely many"
                : String.format(Locale.ROOT, "%.1f", rate);
    }

    /// `5 min`, `2 h`, `3 d`; rounded down.
    private static String span(Duration time) {
        return time.toDays() > 0
                ? time.toDays() + " d"
                : time.toHours() > 0 ? time.toHours() + " h" : time.toMinutes() + " min";
    }
}
