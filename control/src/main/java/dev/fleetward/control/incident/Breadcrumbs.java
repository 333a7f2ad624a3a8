package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Moment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
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

    private final Deque<AlertSource.AtEndpoint> lately = new ArrayDeque<>();

    /// What was handed out already, by incident.
    private final Map<Long, Set<AlertSource.AtEndpoint>> given = new LinkedHashMap<>();

    void add(List<AlertSource.AtEndpoint> fresh, long nowMicros) {
        lately.addAll(fresh);
        while (lately.size() > MOST
                || (!lately.isEmpty()
                        && lately.getFirst().moment().wallMicros() < nowMicros - MOST_MICROS)) {
            lately.removeFirst();
        }
    }

    /// What belongs to the endpoints of each open incident and was not handed out for it yet.
    Map<Long, List<Moment>> forIncidents(List<Incident> open) {
        given.keySet().retainAll(open.stream().map(Incident::number).toList());
        Map<Long, List<Moment>> moments = new LinkedHashMap<>();
        for (Incident incident : open) {
            Set<String> endpoints = endpoints(incident);
            Set<AlertSource.AtEndpoint> known =
                    given.computeIfAbsent(incident.number(), _ -> new HashSet<>());
            known.retainAll(lately);
            for (AlertSource.AtEndpoint at : lately) {
                if (endpoints.contains(at.endpoint()) && known.add(at)) {
                    moments.computeIfAbsent(incident.number(), _ -> new ArrayList<>())
                            .add(at.moment());
                }
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
