package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.incident.Outbox;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Member;
import dev.fleetward.core.incident.Moment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Incidents as JSON. Stateless.
final class IncidentView {
    private IncidentView() {}

    static Object list(List<Incident> incidents, List<Outbox.Summary> notices) {
        return members(
                "incidents", incidents.stream().map(IncidentView::brief).toList(),
                "notifications",
                        notices.stream()
                                .map(one ->
                                        members(
                                                "name", one.webhook(),
                                                "waiting", one.waiting(),
                                                "givenUp", one.givenUp(),
                                                "problem", one.problem()))
                                .toList());
    }

    static Map<String, @Nullable Object> brief(Incident incident) {
        Incident.Acknowledgement taken = incident.acknowledgement();
        return members(
                "id", incident.id(),
                "title", incident.title(),
                "state", incident.state().label(),
                "severity", incident.severity().label(),
                "cause",
                        members(
                                "kind", incident.cause().kind().label(),
                                "name", incident.cause().name(),
                                "suspected", incident.cause().suspected()),
                "contacts",
                        incident.contacts().stream()
                                .map(contact ->
                                        members(
                                                "owner", contact.owner(),
                                                "contact", contact.contact(),
                                                "oncall", contact.oncall()))
                                .toList(),
                "runbook", incident.runbook() == null ? null : incident.runbook().toString(),
                "features", incident.features(),
                "openedAt", time(incident.openedWallMicros()),
                "resolvedAt", incident.isOpen() ? null : time(incident.resolvedWallMicros()),
                "reopened", incident.generation(),
                "mergedInto", incident.mergedInto() == 0 ? null : "inc-" + incident.mergedInto(),
                "acknowledged",
                        taken == null
                                ? null
                                : members(
                                        "by", taken.by(),
                                        "at", time(taken.wallMicros()),
                                        "note", taken.note()),
                "alerts", incident.members().stream().map(IncidentView::alert).toList());
    }

    private static Object alert(Member member) {
        return members(
                "kind", member.alert().kind().label(),
                "severity", member.alert().severity().label(),
                "words", member.alert().words(),
                "since", time(member.alert().sinceWallMicros()),
                "clearedAt", member.holds() ? null : time(member.clearedWallMicros()));
    }

    static Object whole(Incident incident, List<Moment> timeLine) {
        Map<String, @Nullable Object> whole = brief(incident);
        whole.put(
                "timeLine",
                timeLine.stream()
                        .map(moment ->
                                members(
                                        "at", time(moment.wallMicros()),
                                        "kind", moment.kind().label(),
                                        "words", moment.words()))
                        .toList());
        whole.put("momentsDropped", incident.momentsDropped());
        return whole;
    }

    static String time(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }
}
