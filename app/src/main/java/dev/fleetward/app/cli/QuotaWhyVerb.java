package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.SpokenTime;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.app.terminal.Units;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

/// `quota why`. Confined to the main thread.
@Command(
        name = "why",
        description = "Who used the slow minute?",
        footer =
                "A time is 09:02 (the last one), \"yesterday 09:02\", \"2026-01-31 09:02\" or RFC"
                        + " 3339.",
        sortOptions = false)
final class QuotaWhyVerb implements Callable<Integer> {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final List<String[]> PER_MINUTE =
            List.of(
                    new String[] {"inputTokensPerMinute", "in"},
                    new String[] {"outputTokensPerMinute", "out"},
                    new String[] {"tokensPerMinute", "in and out"});

    private final Host host;

    @ParentCommand private @Nullable QuotaVerb quota;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            required = true,
            description = "When it begins, in the local zone.")
    private String at = "";

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "1m",
            description = "How long it is. Default ${DEFAULT-VALUE}.")
    private Duration length = Duration.ofMinutes(1);

    @Option(names = "--pool", paramLabel = "POOL", description = "Only this pool.")
    private @Nullable String pool;

    QuotaWhyVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (quota == null) {
            throw new IllegalStateException("no parent command");
        }
        try (AdminClient admin = quota.admin()) {
            String path =
                    "/v1/quota/why?at="
                            + encoded(moment(host, at).toString())
                            + "&seconds="
                            + Math.max(1, length.toSeconds())
                            + (pool == null ? "" : "&pool=" + encoded(pool));
            JsonNode answer = admin.get(path);
            if (quota.wantsJson()) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
        }
        return 0;
    }

    static Instant moment(Host host, String text) {
        try {
            return SpokenTime.parse(
                    text,
                    Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS),
                    ZoneId.systemDefault());
        } catch (IllegalArgumentException unreadable) {
            throw new Trouble(Trouble.USAGE, "--at " + unreadable.getMessage(), "", unreadable);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String local(String instant) {
        return CLOCK.format(Instant.parse(instant).atZone(ZoneId.systemDefault()));
    }

    private void print(JsonNode answer) {
        Rows rows = Rows.of(answer);
        host.out()
                .println(
                        host.screen()
                                .ink()
                                .bold(
                                        (pool == null ? "all pools" : pool)
                                                + "  "
                                                + local(answer.path("from").asString(""))
                                                + " to "
                                                + local(answer.path("to").asString(""))
                                                + " ("
                                                + ZoneId.systemDefault()
                                                + ")"));
        if (rows.size() == 0) {
            host.out().println("Nobody used it: the ledger knows of no call then.");
            return;
        }
        use(answer, rows).forEach(host.out()::println);
        host.out().println();
        table(rows)
                .render(host.screen().columns(), host.screen().ink())
                .forEach(host.out()::println);
        host.out().println();
        host.out().println(verdict(rows));
    }

    /// How much of each limit was used.
    private List<String> use(JsonNode answer, Rows rows) {
        long in = sum(rows, "input_tokens");
        long out = sum(rows, "output_tokens");
        List<String> lines = new ArrayList<>();
        lines.add(Units.count(in) + " tokens in, " + Units.count(out) + " out");
        for (String[] limit : PER_MINUTE) {
            JsonNode perMinute = answer.path("limits").path(limit[0]);
            if (perMinute.isNumber()) {
                long used = limit[1].equals("in") ? in : limit[1].equals("out") ? out : in + out;
                double minutes = length.toMillis() / 60_000.0;
                long most = Math.round(perMinute.asLong() * minutes);
                lines.add(
                        Units.percent(used, most)
                                + " of "
                                + limit[0]
                                + " ("
                                + Units.count(perMinute.asLong())
                                + ")");
            }
        }
        return lines;
    }

    private static TextTable table(Rows rows) {
        TextTable table =
                new TextTable()
                        .words("feature")
                        .words("tenant")
                        .words("pools")
                        .numbers("calls")
                        .numbers("tokens in")
                        .numbers("tokens out")
                        .numbers("share")
                        .numbers("wait p50")
                        .numbers("p95")
                        .numbers("refused")
                        .numbers("ttft p95");
        for (int row = 0; row < rows.size(); row++) {
            long refused = rows.number(row, "refused");
            table.row(
                    List.of(
                            text(rows, row, "feature"),
                            text(rows, row, "tenant"),
                            text(rows, row, "pools"),
                            count(rows, row, "calls"),
                            count(rows, row, "input_tokens"),
                            count(rows, row, "output_tokens"),
                            new Cell(share(rows, row), false),
                            new Cell(duration(rows, row, "wait_p50_ms"), false),
                            new Cell(duration(rows, row, "wait_p95_ms"), false),
                            new Cell(Units.count(refused), refused > 0),
                            new Cell(duration(rows, row, "first_token_p95_ms"), false)));
        }
        return table;
    }

    private static String verdict(Rows rows) {
        int longest = 0;
        for (int row = 1; row < rows.size(); row++) {
            if (millis(rows, row) > millis(rows, longest)) {
                longest = row;
            }
        }
        String used =
                rows.at(0, "feature").asString("?")
                        + " used the most, "
                        + share(rows, 0)
                        + " of the tokens";
        return millis(rows, longest) < 1
                ? used + "; nobody waited."
                : used
                        + "; "
                        + (longest == 0 ? "it" : rows.at(longest, "feature").asString("?"))
                        + " waited longest, "
                        + duration(rows, longest, "wait_p95_ms")
                        + " (p95).";
    }

    private static double millis(Rows rows, int row) {
        return rows.at(row, "wait_p95_ms").asDouble(0);
    }

    private static String share(Rows rows, int row) {
        return Units.percent(Math.round(rows.at(row, "share").asDouble(0) * 1e6), 1_000_000);
    }

    private static String duration(Rows rows, int row, String column) {
        JsonNode millis = rows.at(row, column);
        return Units.duration(millis.isNumber() ? millis.asDouble() * NANOS_PER_MILLI : -1);
    }

    private static long sum(Rows rows, String column) {
        long sum = 0;
        for (int row = 0; row < rows.size(); row++) {
            sum += rows.number(row, column);
        }
        return sum;
    }

    private static Cell text(Rows rows, int row, String column) {
        JsonNode value = rows.at(row, column);
        return new Cell(value.isNull() ? "–" : value.asString("–"), false);
    }

    private static Cell count(Rows rows, int row, String column) {
        return new Cell(Units.count(rows.number(row, column)), false);
    }
}
