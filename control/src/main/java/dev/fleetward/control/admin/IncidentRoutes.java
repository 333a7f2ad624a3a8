package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;

import dev.fleetward.control.incident.Handled;
import dev.fleetward.control.incident.IncidentPage;
import dev.fleetward.control.incident.Incidents;
import dev.fleetward.core.incident.Handling;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Moment;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the admin API answers about incidents, and what people may do with them. Thread-safe.
final class IncidentRoutes {
    private static final int MOST = 1_000;
    private static final int LONGEST_NOTE = 2_000;
    private static final int LONGEST_NAME = 100;

    private final Sources sources;
    private final QueryPermits permits;

    IncidentRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        AdminRoute.Parameter id = required("id", "string", "Such as `inc-17`.");
        AdminRoute.Parameter by = optional("by", "string", "Who does it.");
        AdminRoute.Parameter note = optional("note", "string", "What they say about it.");
        return List.of(
                AdminRoute.get(
                        "/v1/incidents",
                        "The open incidents, oldest first, and how their notifications are.",
                        this::open),
                AdminRoute.get(
                        "/v1/incidents/all",
                        "The newest incidents, newest first, resolved ones too.",
                        this::all,
                        optional("limit", "integer", "At most 1000; 50 if absent.")),
                AdminRoute.get(
                        "/v1/incidents/one",
                        "One incident with its time line and what the ledger tells of it.",
                        this::one,
                        id),
                AdminRoute.get("/v1/incidents/export", "The same in Markdown.", this::export, id)
                        .answering("text/markdown"),
                AdminRoute.post(
                        "/v1/incidents/acknowledge",
                        "Takes one on.",
                        this::acknowledge,
                        id,
                        by,
                        note),
                AdminRoute.post(
                        "/v1/incidents/resolve",
                        "Says that one is over; refused (409) while an alert of it holds.",
                        this::resolve,
                        id,
                        by,
                        note));
    }

    private Incidents incidents() {
        return sources.incidents();
    }

    private Reply open(Question question) throws Exception {
        return Reply.json(
                IncidentView.list(incidents().desk().open(), incidents().desk().notices()));
    }

    private Reply all(Question question) throws Exception {
        int limit = question.number("limit", 1, MOST, 50);
        return Reply.json(
                IncidentView.list(incidents().desk().newest(limit), incidents().desk().notices()));
    }

    private Reply one(Question question) throws Exception {
        Incident incident = incident(question);
        return Reply.json(IncidentView.whole(incident, timeLine(incident)));
    }

    private Reply export(Question question) throws Exception {
        Incident incident = incident(question);
        return Reply.text(
                "text/markdown; charset=utf-8",
                IncidentPage.markdown(incident, timeLine(incident)));
    }

    private List<Moment> timeLine(Incident incident) throws AdminFault {
        try (QueryPermits.Permit _ = permits.take()) {
            return incidents().evidence().timeLine(incident, sources.clock().wallMicros());
        }
    }

    private Incident incident(Question question) throws Exception {
        return incidents()
                .desk()
                .find(number(question))
                .orElseThrow(() -> new AdminFault(404, "not_found", "no incident has that id"));
    }

    private static long number(Question question) throws AdminFault {
        long number = Incident.numberOf(question.text("id", ""));
        if (number == 0) {
            throw AdminFault.badRequest("id (expected: such as inc-17)");
        }
        return number;
    }

    private Reply acknowledge(Question question) throws Exception {
        return handled(
                question,
                incidents().desk().acknowledge(number(question), by(question), note(question)));
    }

    private Reply resolve(Question question) throws Exception {
        return handled(
                question,
                incidents().desk().resolve(number(question), by(question), note(question)));
    }

    private Reply handled(Question question, Handled handled) throws Exception {
        return switch (handled.handling()) {
            case Handling.Done _ -> {
                Map<String, @Nullable Object> incident = IncidentView.brief(incident(question));
                incident.put("stored", handled.stored());
                incident.put("trouble", handled.stored() ? null : sources.store().get().problem());
                yield Reply.json(incident);
            }
            case Handling.Refused refused -> throw new AdminFault(409, "refused", refused.why());
            case Handling.Unknown _ ->
                    throw new AdminFault(
                            409, "refused", incident(question).id() + " is resolved already");
        };
    }

    static String by(Question question) throws AdminFault {
        String by = line(question.text("by"), "by", LONGEST_NAME);
        return by == null ? "the admin API" : by;
    }

    private static @Nullable String note(Question question) throws AdminFault {
        return line(question.text("note"), "note", LONGEST_NOTE);
    }

    /// The text in one line; null if it is absent or blank.
    static @Nullable String line(@Nullable String text, String name, int longest)
            throws AdminFault {
        if (text == null || text.isBlank()) {
            return null;
        }
        if (text.length() > longest) {
            throw AdminFault.badRequest(name + " (expected: at most " + longest + " characters)");
        }
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
