package dev.fleetward.app.admin;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The answer to a question to the ledger. Immutable.
///
/// @param truncated whether there were more rows
public record Rows(List<String> columns, List<JsonNode> rows, boolean truncated) {
    public Rows {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    public static Rows of(JsonNode answer) {
        List<String> columns = new ArrayList<>();
        answer.path("columns").forEach(column -> columns.add(column.asString("")));
        List<JsonNode> rows = new ArrayList<>();
        answer.path("rows").forEach(rows::add);
        return new Rows(columns, rows, answer.path("truncated").asBoolean(false));
    }

    public int size() {
        return rows.size();
    }

    public JsonNode at(int row, int column) {
        return rows.get(row).path(column);
    }

    public JsonNode at(int row, String column) {
        return at(row, columns.indexOf(column));
    }

    /// A number of the first row that matches, else 0.
    public long number(int row, String column) {
        return row < rows.size() ? at(row, column).asLong(0) : 0;
    }

    /// Whether the column holds numbers, as far as it holds anything.
    public boolean isNumeric(int column) {
        boolean any = false;
        for (JsonNode row : rows) {
            JsonNode cell = row.path(column);
            if (!cell.isNull() && !cell.isNumber()) {
                return false;
            }
            any |= cell.isNumber();
        }
        return any;
    }
}
