package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Contact;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Member;
import dev.fleetward.core.incident.Moment;
import java.util.List;

/// An incident in Markdown, for a review of it. Stateless.
public final class IncidentPage {
    private IncidentPage() {}

    /// @param timeLine with what [Evidence] found
    public static String markdown(Incident incident, List<Moment> timeLine) {
        StringBuilder page = new StringBuilder();
        page.append("# ").append(line(incident.id() + ": " + incident.title())).append("\n\n");
        page.append("| | |\n|---|---|\n");
        row(page, "State", state(incident));
        row(page, "Severity", incident.severity().label());
        row(page, "Likeliest cause", incident.cause().words());
        row(page, "Opened", NoticeBody.time(incident.openedWallMicros()));
        if (incident.acknowledgement() != null) {
            row(
                    page,
                    "Taken on",
                    NoticeBody.time(incident.acknowledgement().wallMicros())
                            + " by "
                            + incident.acknowledgement().by());
        }
        if (!incident.isOpen()) {
            row(page, "Resolved", NoticeBody.time(incident.resolvedWallMicros()));
        }
        Contact responsible = incident.responsible();
        row(page, "Owner", responsible == null ? "nobody" : contact(responsible));
        for (Contact other : incident.contacts().stream().skip(1).toList()) {
            row(page, "Also told", contact(other));
        }
        row(page, "Runbook", incident.runbook() == null ? "none" : incident.runbook().toString());
        if (!incident.features().isEmpty()) {
            row(page, "Features that suffered", String.join(", ", incident.features()));
        }
        alerts(page, incident);
        page.append("\n## Time line\n\n| time (UTC) | what | |\n|---|---|---|\n");
        for (Moment moment : timeLine) {
            page.append("| ")
                    .append(NoticeBody.time(moment.wallMicros()))
                    .append(" | ")
                    .append(moment.kind().label())
                    .append(" | ")
                    .append(line(moment.words()))
                    .append(" |\n");
        }
        if (incident.momentsDropped() > 0) {
            page.append("\n")
                    .append(incident.momentsDropped())
                    .append(" further entries were not kept.\n");
        }
        return page.toString();
    }

    private static void alerts(StringBuilder page, Incident incident) {
        if (incident.members().isEmpty()) {
            return;
        }
        page.append("\n## Alerts, the likeliest cause first\n\n");
        page.append("| kind | severity | since | cleared | |\n|---|---|---|---|---|\n");
        for (Member member : incident.members()) {
            page.append("| ")
                    .append(member.alert().kind().label())
                    .append(" | ")
                    .append(member.alert().severity().label())
                    .append(" | ")
                    .append(NoticeBody.time(member.alert().sinceWallMicros()))
                    .append(" | ")
                    .append(member.holds() ? "holds" : NoticeBody.time(member.clearedWallMicros()))
                    .append(" | ")
                    .append(line(member.alert().words()))
                    .append(" |\n");
        }
    }

    private static String state(Incident incident) {
        String state = incident.state().label();
        if (incident.generation() > 0) {
            state += ", reopened " + incident.generation() + " times";
        }
        return incident.mergedInto() == 0
                ? state
                : state + ", a part of inc-" + incident.mergedInto();
    }

    private static String contact(Contact contact) {
        return contact.owner()
                + ", "
                + contact.contact()
                + (contact.oncall() == null ? ", no on-call" : ", on call: " + contact.oncall());
    }

    private static void row(StringBuilder page, String name, String value) {
        page.append("| ").append(name).append(" | ").append(line(value)).append(" |\n");
    }

    /// One line that breaks no table.
    private static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").replace("\\", "\\\\").replace("|", "\\|");
    }
}
