package dev.fleetward.control.ledger;

/// The reference page of the ledger, derived from the table itself. Stateless.
public final class LedgerReference {
    private LedgerReference() {}

    /// A Markdown table of the columns of `events`.
    public static String columns() {
        StringBuilder page = new StringBuilder("| column | type | meaning |\n|---|---|---|\n");
        for (EventColumn column : EventColumns.ALL) {
            page.append("| `").append(column.name());
            page.append("` | ").append(column.type());
            page.append(" | ").append(column.meaning()).append(" |\n");
        }
        return page.toString();
    }
}
