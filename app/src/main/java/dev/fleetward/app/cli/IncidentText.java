package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// One incident on the screen. Confined to the main thread.
final class IncidentText {
    private final Host host;

    IncidentText(Host host) {
        this.host = host;
    }

    void print(JsonNode incident) {
        line("incident", text(incident, "id") + ": " + text(incident, "title"));
        line(
                "state",
                text(incident, "state")
                        + " ("
                        + text(incident, "severity")
                        + "), opened "
                        + text(incident, "openedAt"));
        JsonNode taken = incident.path("acknowledged");
        if (taken.isObject()) {
            line(
                    "taken on",
                    "by "
                            + text(taken, "by")
                            + (taken.hasNonNull("note") ? ": " + text(taken, "note") : ""));
        }
        String role = "owner";
        for (JsonNode contact : incident.path("contacts")) {
            line(
                    role,
                    text(contact, "owner")
                            + ", "
                            + text(contact, "contact")
                            + ", on call: "
                            + text(contact, "oncall"));
            role = "told as well";
        }
        if (incident.path("contacts").isEmpty()) {
            line("owner", host.screen().ink().red("nobody"));
        }
        line("runbook", text(incident, "runbook"));
        host.out().println();
        TextTable alerts =
                new TextTable().words("alert").words("severity").words("cleared").words("");
        for (JsonNode alert : incident.path("alerts")) {
            boolean holds = !alert.hasNonNull("clearedAt");
            alerts.row(
                    List.of(
                            new Cell(text(alert, "kind"), holds),
                            new Cell(text(alert, "severity"), false),
                            new Cell(holds ? "holds" : text(alert, "clearedAt"), false),
                            new Cell(text(alert, "words"), false)));
        }
        table(alerts);
        host.out().println();
        for (JsonNode moment : incident.path("timeLine")) {
            host.out()
                    .println(
                            text(moment, "at")
                                    + "  "
                                    + text(moment, "kind")
                                    + "  "
                                    + text(moment, "words"));
        }
    }

    private void table(TextTable table) {
        if (!table.isEmpty()) {
            table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        }
    }

    private void line(String name, String value) {
        host.out().println(name + " ".repeat(Math.max(1, 15 - name.length())) + value);
    }

    private static String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asString("") : "–";
    }
}
