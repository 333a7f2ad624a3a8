package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.Units;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `ledger` and `ledger export`. Confined to the main thread.
@Command(
        name = "ledger",
        description = "Calls, tokens and cost; SQL over them; export.",
        sortOptions = false)
final class LedgerVerb implements Callable<Integer> {
    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(
            names = "--by",
            paramLabel = "COLUMNS",
            defaultValue = "feature",
            description =
                    "One or two of feature, endpoint, origin, model, tenant, day;"
                            + " ${DEFAULT-VALUE} if absent.")
    private String by = "feature";

    @Option(
            names = "--sql",
            paramLabel = "QUERY",
            description = "Answer a query that only reads; the table is `events`.")
    private @Nullable String sql;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    LedgerVerb(Host host) {
        this.host = host;
    }

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "A day or an instant (UTC); a day before the end if absent.")
    private @Nullable String from;

    @Option(
            names = {"--to", "--until"},
            paramLabel = "TIME",
            description = "Until before this day or instant (UTC); now if absent.")
    private @Nullable String until;

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = sql == null ? totals(admin) : query(admin, sql);
            if (json) {
                host.out().println(answer);
            } else {
                print(Rows.of(answer));
            }
        }
        return 0;
    }

    private JsonNode totals(AdminClient admin) {
        StringBuilder path =
                new StringBuilder("/v1/ledger?by=").append(encoded(by.replace(" ", "")));
        if (from != null) {
            path.append("&from=").append(encoded(from));
        }
        if (until != null) {
            path.append("&to=").append(encoded(until));
        }
        return admin.get(path.toString());
    }

    private static JsonNode query(AdminClient admin, String sql) {
        return admin.post("/v1/ledger/sql", new JsonMapper().createObjectNode().put("query", sql));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void print(Rows rows) {
        TextTable table = new TextTable();
        for (int column = 0; column < rows.columns().size(); column++) {
            String head = rows.columns().get(column);
            if (rows.isNumeric(column)) {
                table.numbers(head(head));
            } else {
                table.words(head(head));
            }
        }
        for (int row = 0; row < rows.size(); row++) {
            String[] cells = new String[rows.columns().size()];
            for (int column = 0; column < cells.length; column++) {
                cells[column] = cell(rows.columns().get(column), rows.at(row, column));
            }
            table.row(cells);
        }
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        if (rows.size() == 0) {
            host.out().println("(nothing in this range)");
        }
        if (rows.truncated()) {
            host.out().println("(cut: there are more rows)");
        }
    }

    private String head(String column) {
        return sql != null ? column : column.replace("cost_nano_usd", "cost").replace('_', ' ');
    }

    /// Own totals are shown in units for people; what a query computes is left as it is.
    private String cell(String column, JsonNode value) {
        if (value.isNull()) {
            return "–";
        }
        if (sql == null && value.isIntegralNumber()) {
            return column.equals("cost_nano_usd")
                    ? Units.usd(value.asLong())
                    : Units.count(value.asLong());
        }
        return value.isString() ? value.asString() : value.toString();
    }

    @Command(
            name = "export",
            description = "Write the events of a time range to a Parquet or CSV file.")
    static final class Export implements Callable<Integer> {
        private final Host host;

        @ParentCommand private @Nullable LedgerVerb ledger;

        @Option(
                names = "--to",
                paramLabel = "FILE",
                required = true,
                description = "The file; its name ends in .parquet or .csv.")
        private Path file = Path.of("events.parquet");

        @Option(
                names = "--from",
                paramLabel = "TIME",
                description = "A day or an instant (UTC); a day before the end if absent.")
        private @Nullable String from;

        @Option(
                names = "--until",
                paramLabel = "TIME",
                description = "Until before this day or instant (UTC); now if absent.")
        private @Nullable String until;

        Export(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            String name = file.toString();
            String format =
                    name.endsWith(".csv") ? "csv" : name.endsWith(".parquet") ? "parquet" : "";
            if (format.isEmpty()) {
                throw new Trouble(
                        Trouble.USAGE, name + " ends neither in .parquet nor in .csv", "");
            }
            ObjectNode body = new JsonMapper().createObjectNode().put("format", format);
            if (from != null) {
                body.put("from", from);
            }
            if (until != null) {
                body.put("to", until);
            }
            Path target = host.resolve(file);
            try (AdminClient admin = AdminClient.find(host, ledger == null ? null : ledger.data);
                    InputStream in = admin.download("/v1/ledger/export", body)) {
                Path part = target.resolveSibling(target.getFileName() + ".part");
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
                host.out().println("wrote " + file + ", " + Files.size(target) + " bytes");
            } catch (IOException e) {
                throw new Trouble(
                        Trouble.USAGE, target + " cannot be written: " + e.getMessage(), "", e);
            }
            return 0;
        }
    }
}
