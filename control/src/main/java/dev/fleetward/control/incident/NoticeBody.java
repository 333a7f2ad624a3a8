package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.core.incident.Contact;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Member;
import dev.fleetward.core.incident.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What is sent, in the shape that the webhook understands; without its secrets, which are added
/// when it is sent. Stateless.
final class NoticeBody {
    private static final int MOST_ALERTS = 20;
    private static final int LONGEST_SUMMARY = 1_024;

    private NoticeBody() {}

    static String of(
            Webhook.Shape shape,
            Telling.Event event,
            Incident incident,
            String thread,
            String key,
            long nowMicros) {
        Map<String, @Nullable Object> body =
                switch (shape) {
                    case JSON -> json(event, incident, thread, key, nowMicros);
                    case SLACK -> slack(event, incident);
                    case PAGERDUTY -> pagerDuty(event, incident, thread, nowMicros);
                };
        return JsonMapper.shared().writeValueAsString(body);
    }

    private static Map<String, @Nullable Object> json(
            Telling.Event event, Incident incident, String thread, String key, long nowMicros) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("event", event.label());
        body.put("key", key);
        body.put("thread", thread);
        body.put("at", time(nowMicros));
        body.put("incident", facts(incident));
        return body;
    }

    private static Map<String, @Nullable Object> facts(Incident incident) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("id", incident.id());
        facts.put("title", incident.title());
        facts.put("state", incident.state().label());
        facts.put("severity", incident.severity().label());
        facts.put(
                "cause",
                Map.of(
                        "kind", incident.cause().kind().label(),
                        "name", incident.cause().name(),
                        "suspected", incident.cause().suspected()));
        facts.put("contacts", incident.contacts().stream().map(NoticeBody::contact).toList());
        facts.put("runbook", text(incident.runbook()));
        facts.put("openedAt", time(incident.openedWallMicros()));
        facts.put("resolvedAt", incident.isOpen() ? null : time(incident.resolvedWallMicros()));
        facts.put("mergedInto", incident.mergedInto() == 0 ? null : "inc-" + incident.mergedInto());
        facts.put("features", incident.features());
        facts.put(
                "alerts",
                incident.members().stream().limit(MOST_ALERTS).map(NoticeBody::alert).toList());
        facts.put("alertsInAll", incident.members().size());
        return facts;
    }

    private static Map<String, @Nullable Object> contact(Contact contact) {
        Map<String, @Nullable Object> of = new LinkedHashMap<>();
        of.put("owner", contact.owner());
        of.put("contact", contact.contact());
        of.put("oncall", contact.oncall());
        return of;
    }

    private static Map<String, @Nullable Object> alert(Member member) {
        Map<String, @Nullable Object> of = new LinkedHashMap<>();
        of.put("kind", member.alert().kind().label());
        of.put("severity", member.alert().severity().label());
        of.put("words", member.alert().words());
        of.put("since", time(member.alert().sinceWallMicros()));
        of.put("holds", member.holds());
        return of;
    }

    private static Map<String, @Nullable Object> slack(Telling.Event event, Incident incident) {
        List<String> lines = new ArrayList<>();
        lines.add(
                sign(event, incident.severity())
                        + " *"
                        + escaped(incident.id() + " " + happened(event, incident))
                        + "* ("
                        + incident.severity().label()
                        + "): "
                        + escaped(incident.title()));
        Contact responsible = incident.responsible();
        if (responsible != null) {
            lines.add(
                    "Owner: "
                            + escaped(responsible.owner())
                            + " ("
                            + escaped(
                                    responsible.oncall() == null
                                            ? responsible.contact()
                                            : responsible.oncall())
                            + ")");
        }
        if (!incident.features().isEmpty()) {
            lines.add("Features that suffer: " + escaped(String.join(", ", incident.features())));
        }
        if (incident.acknowledgement() != null) {
            lines.add("Taken on by " + escaped(incident.acknowledgement().by()));
        }
        if (incident.runbook() != null) {
            lines.add("Runbook: " + escaped(incident.runbook().toString()));
        }
        return Map.of("text", String.join("\n", lines));
    }

    private static String sign(Telling.Event event, Severity severity) {
        return switch (event) {
            case RESOLVED, RELEASED, MERGED, CONTINUED -> ":white_check_mark:";
            case ACKNOWLEDGED -> ":eyes:";
            case OPENED, REOPENED, ESCALATED, REASSIGNED ->
                    severity == Severity.PAGE ? ":rotating_light:" : ":warning:";
        };
    }

    /// As Slack's messages ask for it.
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static Map<String, @Nullable Object> pagerDuty(
            Telling.Event event, Incident incident, String thread, long nowMicros) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("dedup_key", thread);
        body.put("event_action", action(event));
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        payload.put("summary", shortened(summary(event, incident)));
        payload.put("source", "fleetward");
        payload.put("severity", pagerDutySeverity(incident.severity()));
        payload.put("timestamp", time(nowMicros));
        payload.put("component", incident.cause().name());
        payload.put("class", incident.cause().kind().label());
        payload.put("custom_details", facts(incident));
        body.put("payload", payload);
        body.put("client", "Fleetward");
        if (incident.runbook() != null) {
            body.put(
                    "links",
                    List.of(Map.of("href", incident.runbook().toString(), "text", "Runbook")));
        }
        return body;
    }

    private static String happened(Telling.Event event, Incident incident) {
        return incident.mergedInto() == 0
                ? event.label()
                : event.label() + " into inc-" + incident.mergedInto();
    }

    private static String summary(Telling.Event event, Incident incident) {
        return incident.id()
                + (incident.mergedInto() == 0 ? "" : " " + happened(event, incident) + ":")
                + " "
                + incident.title();
    }

    private static String action(Telling.Event event) {
        return switch (event) {
            case OPENED, REOPENED, ESCALATED, REASSIGNED, CONTINUED -> "trigger";
            case ACKNOWLEDGED -> "acknowledge";
            case RESOLVED, RELEASED, MERGED -> "resolve";
        };
    }

    private static String pagerDutySeverity(Severity severity) {
        return switch (severity) {
            case PAGE -> "critical";
            case TICKET -> "warning";
            case NOTE -> "info";
        };
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SUMMARY
                ? text
                : text.substring(0, LONGEST_SUMMARY - 1) + "…";
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    static String time(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }
}
