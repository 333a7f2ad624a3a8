package dev.fleetward.app.view;

import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.app.terminal.Units;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What `/v1/endpoints` says, for people. Immutable.
///
/// @param answer of the admin API
/// @param now for how long ago things were
public record EndpointsPage(JsonNode answer, Instant now) {
    private static final double NANOS_PER_MILLI = 1e6;

    /// Every endpoint, a line each.
    public TextTable table() {
        TextTable table =
                new TextTable()
                        .words("endpoint")
                        .words("provider")
                        .words("model")
                        .words("region")
                        .words("zone")
                        .words("pool")
                        .words("owner")
                        .words("state")
                        .numbers("open")
                        .numbers("share")
                        .numbers("valid")
                        .words("since")
                        .words("by")
                        .words("reason");
        for (JsonNode endpoint : answer.path("endpoints")) {
            table.row(row(endpoint));
        }
        return table;
    }

    private List<Cell> row(JsonNode endpoint) {
        List<Cell> cells = new ArrayList<>();
        for (String name :
                List.of("name", "provider", "model", "region", "zone", "pool", "owner")) {
            cells.add(plain(text(endpoint, name)));
        }
        cells.add(state(endpoint));
        cells.add(plain(Units.count(endpoint.path("open").asLong(0))));
        cells.add(plain(percent(endpoint, "share")));
        cells.add(plain(percent(endpoint, "valid")));
        cells.add(plain(since(endpoint)));
        cells.add(plain(text(endpoint, "by")));
        cells.add(plain(String.join("; ", reasons(endpoint))));
        return cells;
    }

    /// Why it takes no calls, or not those of some routes.
    private static List<String> reasons(JsonNode endpoint) {
        List<String> reasons = new ArrayList<>();
        String reason = endpoint.path("reason").asString("");
        if (!reason.isEmpty()) {
            reasons.add(reason);
        }
        endpoint.path("held").forEach(held -> reasons.add(held.asString("")));
        return reasons;
    }

    /// Directives for endpoints that are gone, a sentence each.
    public List<String> unknown() {
        List<String> lines = new ArrayList<>();
        for (JsonNode directive : answer.path("unknown")) {
            lines.add(
                    text(directive, "name")
                            + " is "
                            + text(directive, "state")
                            + " by "
                            + text(directive, "by")
                            + ", but the configuration has no such endpoint; `fleetward undrain"
                            + " "
                            + text(directive, "name")
                            + "` forgets it");
        }
        return lines;
    }

    /// One endpoint in full, as `/v1/endpoints/{name}` says it, a line for each value.
    public static List<String> detail(JsonNode endpoint, Instant now) {
        List<String> lines = new ArrayList<>();
        line(lines, "endpoint", text(endpoint, "name"));
        String state = text(endpoint, "state");
        String reason = endpoint.path("reason").asString("");
        line(lines, "state", state + (reason.isEmpty() ? "" : ": " + reason));
        if (endpoint.hasNonNull("since")) {
            line(
                    lines,
                    "since",
                    text(endpoint, "since")
                            + " ("
                            + new EndpointsPage(endpoint, now).since(endpoint)
                            + " ago), by "
                            + text(endpoint, "by"));
        }
        line(lines, "under way", Units.count(endpoint.path("open").asLong(0)) + " calls");
        line(
                lines,
                "last 15 min",
                Units.count(endpoint.path("attempts").asLong(0))
                        + " attempts, "
                        + percent(endpoint, "share")
                        + " of the traffic, "
                        + percent(endpoint, "valid")
                        + " valid, first token p95 "
                        + (endpoint.hasNonNull("firstTokenP95Millis")
                                ? Units.duration(
                                        endpoint.path("firstTokenP95Millis").asDouble(0)
                                                * NANOS_PER_MILLI)
                                : "–"));
        for (String[] each :
                new String[][] {
                    {"provider", "provider"},
                    {"url", "url"},
                    {"model", "model"},
                    {"family", "family"},
                    {"region", "region"},
                    {"zone", "zone"},
                    {"pool", "pool"},
                    {"owner", "owner"},
                    {"contact", "contact"},
                    {"on call", "oncall"},
                    {"runbook", "runbook"},
                    {"retires", "retires"},
                    {"credential", "credential"},
                    {"price", "price"}
                }) {
            line(lines, each[0], text(endpoint, each[1]));
        }
        List<String> routes = new ArrayList<>();
        endpoint.path("routes").forEach(route -> routes.add(route.asString("")));
        for (JsonNode held : endpoint.path("held")) {
            line(lines, "versions", held.asString(""));
        }
        line(lines, "routes", routes.isEmpty() ? "–" : String.join(", ", routes));
        return lines;
    }

    private static void line(List<String> lines, String name, String value) {
        lines.add(String.format(Locale.ROOT, "%-12s %s", name, value));
    }

    private static Cell state(JsonNode endpoint) {
        String state = text(endpoint, "state");
        return new Cell(state, !state.equals("serving"));
    }

    private static Cell plain(String text) {
        return new Cell(text, false);
    }

    private static String percent(JsonNode endpoint, String name) {
        return endpoint.hasNonNull(name)
                ? String.format(Locale.ROOT, "%.1f%%", 100 * endpoint.path(name).asDouble(0))
                : "–";
    }

    private String since(JsonNode endpoint) {
        if (!endpoint.hasNonNull("since")) {
            return "–";
        }
        Duration ago = Duration.between(Instant.parse(text(endpoint, "since")), now);
        return ago.toDays() > 0
                ? ago.toDays() + "d " + ago.toHoursPart() + "h"
                : ago.toHours() > 0
                        ? ago.toHours() + "h " + ago.toMinutesPart() + "m"
                        : ago.toMinutes() > 0
                                ? ago.toMinutes() + "m"
                                : Math.max(0, ago.toSeconds()) + "s";
    }

    private static String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asString("") : "–";
    }
}
