package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table of the ledger as JSON. Stateless.
final class TableView {
    private TableView() {}

    static Reply reply(LedgerQueries.Table table) {
        return Reply.json(of(table));
    }

    static Map<String, @Nullable Object> of(LedgerQueries.Table table) {
        return members(
                "columns", table.columns(),
                "rows", table.rows().stream().map(TableView::cells).toList(),
                "truncated", table.truncated());
    }

    private static List<@Nullable Object> cells(List<@Nullable Object> row) {
        List<@Nullable Object> cells = new ArrayList<>(row.size());
        for (Object cell : row) {
            cells.add(
                    cell == null || cell instanceof Number || cell instanceof Boolean
                            ? cell
                            : cell.toString());
        }
        return cells;
    }
}
