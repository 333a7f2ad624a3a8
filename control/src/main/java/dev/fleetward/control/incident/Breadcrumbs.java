package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Moment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// What happened at endpoints lately, until it is known to which incident it belongs: a breaker
/// opens before the alert of it makes one. Confined to the thread that asks the sources.
final class Breadcrumbs {
    private static final int MOST = 1_000;
    private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(15);

    private final Deque<Crumb> lately = new ArrayDeque<>();
    private long next;

    /// The number of the last that was handed out, by incident and endpoint. Of an incident that is
    /// over, too, for it may open again.
    private final Map<Long, Map<String, Long>> given = new HashMap<>();

    /// @param number higher than that of every one before it
    private record Crumb(long number, AlertSource.AtEndpoint at) {}

    void add(List<AlertSource.AtEndpoint> fresh, long nowMicros) {
        for (AlertSource.AtEndpoint at : fresh) {
            lately.addLast(new Crumb(next++, at));
        }
        while (lately.size() > MOST
                || (!lately.isEmpty()
                        && lately.getFirst().at().moment().wallMicros()
                                < nowMicros - MOST_MICROS)) {
            lately.removeFirst();
        }
        long oldest = lately.isEmpty() ? next : lately.getFirst().number();
        given.values().removeIf(last -> last.values().stream().allMatch(it -> it < oldest));
    }

    /// What belongs to the endpoints of each open incident and was not handed out for it yet.
    Map<Long, List<Moment>> forIncidents(List<Incident> open) {
        Map<Long, List<Moment>> moments = new LinkedHashMap<>();
        if (lately.isEmpty()) {
            return moments;
        }
        for (Incident incident : open) {
            Map<String, Long> before = given.getOrDefault(incident.number(), Map.of());
            Map<String, Long> after = new HashMap<>(before);
            Set<String> endpoints = endpoints(incident);
            for (Crumb crumb : lately) {
                String endpoint = crumb.at().endpoint();
                if (endpoints.contains(endpoint)
                        && crumb.number() > before.getOrDefault(endpoint, -1L)) {
                    after.put(endpoint, crumb.number());
                    moments.computeIfAbsent(incident.number(), _ -> new ArrayList<>())
                            .add(crumb.at().moment());
                }
            }
            if (!after.isEmpty()) {
                given.put(incident.number(), after);
            }
        }
        return moments;
    }

    private static Set<String> endpoints(Incident incident) {
        return incident.members().stream()
                .map(member -> member.alert().subject().endpoint())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
