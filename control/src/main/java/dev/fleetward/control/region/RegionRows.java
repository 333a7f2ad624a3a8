package dev.fleetward.control.region;

import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.region.Cell;
import dev.fleetward.core.region.RolloutRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The rows in the control store. A cell without a region has an empty one there. Stateless.
final class RegionRows {
    /// Findings that are kept; the oldest go.
    static final int MOST_FINDINGS = 100_000;

    /// Requests whose region was told late that are remembered; the oldest go.
    static final int MOST_LATE = 1_000_000;

    /// Findings that are read back.
    static final int MOST_READ = 1_000;

    private static final long HOUR_MICROS = 3_600_000_000L;

    private enum Kind {
        OPENED,
        OPENED_ECHO,
        FULL,
        BUILD,
        MISLABELLED,
        LATE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One line, flat.
    private record Line(
            Kind kind,
            Cell cell,
            String version,
            String detail,
            String callId,
            long at,
            long last,
            long late,
            long moved) {
        Line(Kind kind, Cell cell, String version, String detail, String callId, long at) {
            this(kind, cell, version, detail, callId, at, at, 0, 0);
        }
    }

    private RegionRows() {}

    /// Adds those that are not there yet.
    static void add(Transaction rows, List<RolloutRow> lines) throws SQLException {
        for (RolloutRow each : lines) {
            Line line = flat(each);
            if (line != null) {
                add(rows, line);
            }
        }
    }

    private static void add(Transaction rows, Line line) throws SQLException {
        boolean sums = line.kind == Kind.LATE;
        rows.update(
                "INSERT INTO region_line (kind, model, region, endpoint, version, detail, call_id,"
                        + " at_micros, last_micros, late, moved) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?,"
                        + " ?, ?"
                        + (sums
                                ? ""
                                : " WHERE NOT EXISTS (SELECT 1 FROM region_line WHERE kind = ? AND"
                                        + " model = ? AND region = ? AND endpoint = ? AND version ="
                                        + " ? AND detail = ?)"),
                values(line, sums));
    }

    private static @Nullable Object[] values(Line line, boolean sums) {
        List<Object> values = new ArrayList<>();
        List<String> key =
                List.of(
                        line.kind.label(),
                        line.cell.model(),
                        region(line.cell),
                        line.cell.endpoint(),
                        line.version,
                        line.detail);
        values.addAll(key);
        values.addAll(List.of(line.callId, line.at, line.last, line.late, line.moved));
        if (!sums) {
            values.addAll(key);
        }
        return values.toArray();
    }

    /// Null for what the ledger can tell again.
    private static @Nullable Line flat(RolloutRow row) {
        return switch (row) {
            case RolloutRow.Opened it ->
                    new Line(
                            it.echo() ? Kind.OPENED_ECHO : Kind.OPENED,
                            it.cell(),
                            it.version(),
                            "",
                            it.call().toString(),
                            it.wallMicros());
            case RolloutRow.Full it ->
                    new Line(
                            Kind.FULL,
                            it.cell(),
                            it.version(),
                            Long.toString(it.sinceWallMicros()),
                            "",
                            it.sinceWallMicros());
            case RolloutRow.Build it ->
                    new Line(Kind.BUILD, it.cell(), it.version(), it.build(), "", it.wallMicros());
            case RolloutRow.Mislabelled it ->
                    new Line(
                            Kind.MISLABELLED,
                            it.cell(),
                            it.asked(),
                            it.served(),
                            "",
                            it.wallMicros());
            case RolloutRow.Hour it ->
                    it.late() == 0 && it.moved() == 0
                            ? null
                            : new Line(
                                    Kind.LATE,
                                    it.cell(),
                                    it.version(),
                                    "",
                                    "",
                                    it.firstWallMicros(),
                                    it.lastWallMicros(),
                                    it.late(),
                                    it.moved());
        };
    }

    /// All lines, oldest first.
    static List<RolloutRow> lines(Transaction rows) throws SQLException {
        return rows.known("SELECT * FROM region_line ORDER BY number", RegionRows::line);
    }

    private static RolloutRow line(Row row) throws SQLException {
        Cell cell = cell(row);
        String version = row.text("version");
        long at = row.number("at_micros");
        Kind kind = Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT));
        return switch (kind) {
            case OPENED, OPENED_ECHO ->
                    new RolloutRow.Opened(
                            cell,
                            version,
                            kind == Kind.OPENED_ECHO,
                            at,
                            CallId.parse(row.text("call_id")).orElseThrow());
            case FULL -> new RolloutRow.Full(cell, version, at);
            case BUILD -> new RolloutRow.Build(cell, version, row.text("detail"), at);
            case MISLABELLED -> new RolloutRow.Mislabelled(cell, version, row.text("detail"), at);
            case LATE ->
                    new RolloutRow.Hour(
                            cell,
                            version,
                            Math.floorDiv(at, HOUR_MICROS),
                            0,
                            row.number("late"),
                            row.number("moved"),
                            at,
                            row.number("last_micros"));
        };
    }

    static void addFindings(Transaction rows, List<KeptFinding> findings) throws SQLException {
        for (KeptFinding each : findings) {
            rows.update(
                    "INSERT INTO region_finding (kind, model, region, endpoint, version, feature,"
                            + " call_id, at_micros, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON"
                            + " CONFLICT (kind, model, region, endpoint, version, call_id) DO"
                            + " NOTHING",
                    each.kind().label(),
                    each.cell().model(),
                    region(each.cell()),
                    each.cell().endpoint(),
                    each.version(),
                    each.feature(),
                    each.callId(),
                    each.wallMicros(),
                    each.words());
        }
        rows.update(
                "DELETE FROM region_finding WHERE number <= (SELECT MAX(number) FROM"
                        + " region_finding) - ?",
                MOST_FINDINGS);
    }

    /// The newest, oldest first.
    static List<KeptFinding> findings(Transaction rows) throws SQLException {
        return rows.known(
                        "SELECT * FROM region_finding ORDER BY number DESC LIMIT ?",
                        RegionRows::finding,
                        MOST_READ)
                .reversed();
    }

    private static KeptFinding finding(Row row) throws SQLException {
        return new KeptFinding(
                KeptFinding.Kind.ofLabel(row.text("kind")),
                cell(row),
                row.text("version"),
                row.textOrNull("feature"),
                row.number("at_micros"),
                row.text("call_id"),
                row.text("words"));
    }

    static void addLate(Transaction rows, List<LateRegion> late) throws SQLException {
        for (LateRegion each : late) {
            rows.update(
                    "INSERT INTO region_late (request_id, region, at_micros) VALUES (?, ?, ?) ON"
                            + " CONFLICT (request_id) DO NOTHING",
                    each.requestId(),
                    each.region(),
                    each.wallMicros());
        }
        rows.update(
                "DELETE FROM region_late WHERE at_micros < (SELECT at_micros FROM region_late"
                        + " ORDER BY at_micros DESC LIMIT 1 OFFSET ?)",
                MOST_LATE);
    }

    /// Those of the requests that are there.
    static List<String> told(Transaction rows, Collection<String> requestIds) throws SQLException {
        List<String> told = new ArrayList<>();
        for (String each : requestIds) {
            rows.first(
                            "SELECT request_id FROM region_late WHERE request_id = ?",
                            row -> row.text("request_id"),
                            each)
                    .ifPresent(told::add);
        }
        return told;
    }

    private static Cell cell(Row row) throws SQLException {
        String region = row.text("region");
        return new Cell(row.text("model"), region.isEmpty() ? null : region, row.text("endpoint"));
    }

    private static String region(Cell cell) {
        String region = cell.region();
        return region == null ? "" : region;
    }
}
