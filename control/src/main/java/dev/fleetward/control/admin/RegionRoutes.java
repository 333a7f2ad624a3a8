package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.region.KeptFinding;
import dev.fleetward.control.region.LateRegion;
import dev.fleetward.control.region.RegionReading;
import dev.fleetward.core.region.Cell;
import dev.fleetward.core.region.Lineages;
import dev.fleetward.core.region.RolloutMatrix.CellRow;
import dev.fleetward.core.region.RolloutMatrix.HourShare;
import dev.fleetward.core.region.RolloutMatrix.VersionRow;
import dev.fleetward.core.region.VersionName;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What the admin API answers about which model answers where. Thread-safe.
final class RegionRoutes {
    private static final int MOST_LINES = 1_000;
    private static final int LONGEST = 200;

    /// The hours of which shares are shown.
    private static final int RECENT_HOURS = 24;

    private final Sources sources;
    private final QueryPermits permits;

    RegionRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.get(
                        "/v1/regions",
                        "Which version of which model each region serves, since when, and what was"
                                + " found.",
                        this::regions,
                        optional(
                                "model",
                                "string",
                                "Only this model, by its own name or as it is sent."),
                        optional("findings", "integer", "At most 1000; 50 if absent.")),
                AdminRoute.post(
                        "/v1/regions/late",
                        "Takes from a provider's log where requests were served.",
                        this::late,
                        required(
                                "lines",
                                "string",
                                "At most 1000 JSON lines `{\"requestId\": …, \"region\": …}`, or of"
                                        + " Bedrock's invocation log (`inferenceRegion`).")));
    }

    private Reply regions(Question question) throws AdminFault {
        RegionReading reading = sources.regions().reading();
        String model = question.text("model");
        int most = question.number("findings", 0, 1_000, 50);
        List<Object> cells = new ArrayList<>();
        for (CellRow cell : reading.matrix().cells()) {
            if (model == null || isCalled(cell.cell(), cell.lineage(), model)) {
                cells.add(view(cell, reading.wallMicros()));
            }
        }
        FleetSnapshot fleet = sources.snapshot().get();
        Lineages lineages = fleet == null ? Lineages.AS_SENT : fleet.lineages();
        List<Object> findings =
                reading.findings().reversed().stream()
                        .filter(it ->
                                model == null || isCalled(it.cell(), lineages.of(it.cell()), model))
                        .limit(most)
                        .<Object>map(RegionRoutes::view)
                        .toList();
        return Reply.json(
                members(
                        "known", reading.known(),
                        "trouble", reading.trouble(),
                        "at", text(reading.wallMicros()),
                        "cells", cells,
                        "lost", reading.matrix().lost(),
                        "findings", findings));
    }

    private static boolean isCalled(Cell cell, String lineage, String name) {
        return name.equals(cell.model()) || VersionName.plain(name).equals(lineage);
    }

    private static Object view(CellRow row, long now) {
        long since = Math.floorDiv(now, 3_600_000_000L) - RECENT_HOURS;
        List<HourShare> recent = row.hours().stream().filter(it -> it.hour() > since).toList();
        Map<String, Long> calls = new TreeMap<>();
        recent.forEach(hour -> hour.calls().forEach((name, n) -> calls.merge(name, n, Long::sum)));
        long all = Math.max(1, calls.values().stream().mapToLong(it -> Math.max(0, it)).sum());
        boolean mixed = row.mixedSinceWallMicros() >= 0;
        return members(
                "model", row.lineage(),
                "sent", row.cell().model(),
                "region", row.cell().region(),
                "endpoint", row.cell().endpoint(),
                "serves", row.full(),
                "mixedSince", mixed ? text(row.mixedSinceWallMicros()) : null,
                "versions",
                        row.versions().stream()
                                .map(it ->
                                        version(
                                                it,
                                                Math.max(0, calls.getOrDefault(it.version(), 0L))
                                                        / (double) all))
                                .toList(),
                "hours", mixed ? row.hours().stream().map(RegionRoutes::hour).toList() : List.of());
    }

    private static Object version(VersionRow row, double share) {
        return members(
                "version", row.version(),
                "namesNoVersion", row.echo(),
                "firstSeen", text(row.firstWallMicros()),
                "lastSeen", text(row.lastWallMicros()),
                "aloneSince", row.sinceWallMicros() < 0 ? null : text(row.sinceWallMicros()),
                "calls", row.calls(),
                "shareLately", share,
                "builds", row.builds());
    }

    private static Object hour(HourShare hour) {
        return members("at", text(hour.hour() * 3_600_000_000L), "calls", hour.calls());
    }

    private static Object view(KeptFinding finding) {
        return members(
                "at", text(finding.wallMicros()),
                "kind", finding.kind().label(),
                "model", finding.cell().model(),
                "region", finding.cell().region(),
                "endpoint", finding.cell().endpoint(),
                "version", finding.version(),
                "feature", finding.feature(),
                "callId", finding.callId(),
                "words", finding.words());
    }

    private static String text(long wallMicros) {
        return Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS).toString();
    }

    private Reply late(Question question) throws Exception {
        List<LateRegion> told = new ArrayList<>();
        String[] lines = question.text("lines", "").split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                told.add(line(lines[i], i + 1));
            }
        }
        if (told.size() > MOST_LINES) {
            throw AdminFault.badRequest("lines (expected: at most " + MOST_LINES + ")");
        }
        try (QueryPermits.Permit _ = permits.take()) {
            LateRegion.Outcome outcome = sources.regions().late(told);
            return Reply.json(
                    members(
                            "joined", outcome.joined(),
                            "toldBefore", outcome.before(),
                            "unknown", outcome.unknown()));
        } catch (IOException away) {
            throw new AdminFault(503, "unavailable", String.valueOf(away.getMessage()));
        }
    }

    private LateRegion line(String text, int number) throws AdminFault {
        JsonNode node;
        try {
            node = JsonMapper.shared().readTree(text);
        } catch (JacksonException notJson) {
            throw AdminFault.badRequest("line " + number + " is not JSON");
        }
        String requestId = bounded(node, "requestId");
        String region = bounded(node, "region");
        if (region == null) {
            region = bounded(node, "inferenceRegion");
        }
        if (requestId == null || region == null) {
            throw AdminFault.badRequest(
                    "line " + number + " (expected: requestId, and region or inferenceRegion)");
        }
        return new LateRegion(requestId, region, sources.clock().wallMicros());
    }

    private static @Nullable String bounded(JsonNode node, String member) {
        String text = node.path(member).asString("").strip();
        return text.isEmpty() || text.length() > LONGEST ? null : text;
    }
}
