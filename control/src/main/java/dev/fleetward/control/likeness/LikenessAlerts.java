package dev.fleetward.control.likeness;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What endpoints whose model changed are told of with: a ticket to who answers for them.
/// Stateless.
final class LikenessAlerts {
    private LikenessAlerts() {}

    static List<Alert> of(FleetSnapshot fleet, Map<String, EndpointLikeness> changed) {
        List<Alert> alerts = new ArrayList<>();
        new TreeMap<>(changed)
                .forEach((name, likeness) -> {
                    Endpoint endpoint = fleet.endpoints().get(name);
                    if (endpoint != null) {
                        alerts.add(
                                new Alert(
                                        Alert.Kind.BEHAVIOUR,
                                        Severity.TICKET,
                                        Subject.ofEndpoint(
                                                name,
                                                endpoint.pool() == null
                                                        ? null
                                                        : endpoint.pool().name(),
                                                endpoint.provider().name(),
                                                endpoint.region()),
                                        name
                                                + ": another model seems to answer as "
                                                + endpoint.model()
                                                + " ("
                                                + evidence(likeness)
                                                + ").",
                                        likeness.changedSinceMicros()));
                    }
                });
        return alerts;
    }

    private static String evidence(EndpointLikeness likeness) {
        List<String> words = new ArrayList<>();
        for (TrackView test : likeness.tests()) {
            Finding last = test.last();
            if (last != null && last.alarm()) {
                words.add(words(last));
            }
        }
        return words.isEmpty() ? "its answers changed" : String.join("; ", words);
    }

    private static String words(Finding finding) {
        String statistic =
                finding.statistic() == null
                        ? ""
                        : String.format(Locale.ROOT, ", statistic %.4f", finding.statistic());
        String p =
                finding.pValue() == null
                        ? ""
                        : String.format(Locale.ROOT, ", p = %.5f", finding.pValue());
        return finding.test().label()
                + ": "
                + finding.words()
                + ", "
                + finding.samples()
                + statistic
                + p;
    }
}
