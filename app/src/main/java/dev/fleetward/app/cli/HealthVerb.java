package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.Units;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `health`. Confined to the main thread.
@Command(
        name = "health",
        description = "How well endpoints and features do: answers, flaws, times, cost.",
        sortOptions = false)
final class HealthVerb implements Callable<Integer> {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final List<String> GROUPS = List.of("endpoint", "feature");

    private final Host host;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(
            names = "--by",
            paramLabel = "COLUMNS",
            defaultValue = "endpoint",
            description = "endpoint, feature, or both; ${DEFAULT-VALUE} if absent.")
    private String by = "endpoint";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "24h",
            description =
                    "The time until now, such as 1h or 30d, or all; ${DEFAULT-VALUE} if absent.")
    private String since = "24h";

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    HealthVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer =
                    admin.get(
                            "/v1/health?by="
                                    + encoded(by.replace(" ", ""))
                                    + "&since="
                                    + encoded(since));
            if (json) {
                host.out().println(answer);
            } else {
                print(Rows.of(answer));
            }
        }
        return 0;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void print(Rows rows) {
        TextTable table = new TextTable();
        List<String> names = rows.columns().stream().filter(GROUPS::contains).toList();
        names.forEach(table::words);
        table.numbers("calls")
                .numbers("available")
                .numbers("valid")
                .numbers("flawed")
                .numbers("complaints")
                .numbers("refused")
                .numbers("cut")
                .numbers("first token")
                .numbers("between")
                .numbers("total")
                .numbers("tokens/s")
                .numbers("per good answer");
        for (int row = 0; row < rows.size(); row++) {
            List<String> cells = new ArrayList<>();
            for (String name : names) {
                cells.add(rows.at(row, name).asString());
            }
            cells.add(Units.count(rows.number(row, "calls")));
            cells.add(percent(rows.at(row, "availability")));
            cells.add(percent(rows.at(row, "valid")));
            cells.add(Units.count(rows.number(row, "flawed")));
            cells.add(Units.count(rows.number(row, "complaints")));
            cells.add(percent(rows.at(row, "refusals")));
            cells.add(percent(rows.at(row, "truncations")));
            for (String time : List.of("first_token", "inter_token", "total")) {
                cells.add(times(rows, row, time));
            }
            JsonNode pace = rows.at(row, "tokens_per_second");
            cells.add(pace.isNumber() ? String.format(Locale.ROOT, "%.1f", pace.asDouble()) : "–");
            JsonNode cost = rows.at(row, "cost_per_good_nano_usd");
            cells.add(cost.isNumber() ? Units.usd(cost.asLong()) : "–");
            table.row(cells.toArray(String[]::new));
        }
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        host.out()
                .println(
                        rows.size() == 0
                                ? "(no calls in this time)"
                                : "times: median / 95th percentile");
    }

    private static String times(Rows rows, int row, String name) {
        JsonNode half = rows.at(row, name + "_p50_ms");
        JsonNode most = rows.at(row, name + "_p95_ms");
        return half.isNumber() && most.isNumber()
                ? Units.duration(half.asDouble() * NANOS_PER_MILLI)
                        + " / "
                        + Units.duration(most.asDouble() * NANOS_PER_MILLI)
                : "–";
    }

    /// Three digits behind the point: what matters in 99.9% is the last nine. Rounded down, so that
    /// 100% is all.
    private static String percent(JsonNode share) {
        if (!share.isNumber()) {
            return "–";
        }
        double percent = Math.floor(share.asDouble() * 100_000) / 1_000;
        String text = String.format(Locale.ROOT, "%.3f", percent);
        return text.replaceFirst("\\.?0+$", "") + "%";
    }
}
