package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.app.terminal.Units;
import dev.fleetward.core.unit.UnitSyntax;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

/// `quota fit`. Confined to the main thread.
@Command(
        name = "fit",
        description = "Does a new job fit into its pools, and who would feel it?",
        footer =
                "Exit codes: 0 it fits into each pool, 1 it does not always, 2 the question cannot be"
                        + " answered.",
        sortOptions = false)
final class QuotaFitVerb implements Callable<Integer> {
    private final Host host;

    @ParentCommand private @Nullable QuotaVerb quota;

    @Option(
            names = "--feature",
            paramLabel = "FEATURE",
            required = true,
            description = "Whose job it is; a feature that is not configured borrows only.")
    private String feature = "";

    @Option(
            names = "--pool",
            paramLabel = "POOL",
            description = "Which pool; each that the feature's routes lead to if absent.")
    private @Nullable String pool;

    @Option(
            names = "--rpm",
            paramLabel = "N",
            required = true,
            description = "Calls per minute, such as 30.")
    private String callsPerMinute = "";

    @Option(
            names = "--input",
            paramLabel = "N",
            required = true,
            description = "Input tokens of one call, such as 2k.")
    private String input = "";

    @Option(
            names = "--output",
            paramLabel = "N",
            required = true,
            description = "Output tokens of one call, such as 500.")
    private String output = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "The hour of day that begins then, such as 09:00; the hour that ends now if"
                            + " absent.")
    private @Nullable String at;

    @Option(
            names = "--class",
            paramLabel = "CLASS",
            description = "Its class; the feature's if absent.")
    private @Nullable String callClass;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "7",
            description = "How many days back to look. Default ${DEFAULT-VALUE}.")
    private int days;

    QuotaFitVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (quota == null) {
            throw new IllegalStateException("no parent command");
        }
        try (AdminClient admin = quota.admin()) {
            JsonNode answer = admin.get(path());
            List<JsonNode> pools =
                    pool == null ? answer.path("pools").valueStream().toList() : List.of(answer);
            if (quota.wantsJson()) {
                host.out().println(answer.toPrettyString());
            } else {
                for (int i = 0; i < pools.size(); i++) {
                    if (i > 0) {
                        host.out().println();
                    }
                    print(pools.get(i));
                }
            }
            return pools.stream().allMatch(QuotaFitVerb::fits) ? 0 : Trouble.PROBLEM;
        }
    }

    private static boolean fits(JsonNode answer) {
        return answer.path("verdict").asString("").equals("fits");
    }

    private String path() {
        StringBuilder path = new StringBuilder("/v1/quota/fit?feature=");
        path.append(QuotaWhyVerb.encoded(feature));
        if (pool != null) {
            path.append("&pool=").append(QuotaWhyVerb.encoded(pool));
        }
        path.append("&rpm=").append(count("--rpm", callsPerMinute));
        path.append("&input=").append(count("--input", input));
        path.append("&output=").append(count("--output", output));
        path.append("&days=").append(days);
        if (at != null) {
            path.append("&at=")
                    .append(QuotaWhyVerb.encoded(QuotaWhyVerb.moment(host, at).toString()));
        }
        if (callClass != null) {
            path.append("&class=").append(QuotaWhyVerb.encoded(callClass));
        }
        return path.toString();
    }

    private static long count(String option, String text) {
        try {
            return UnitSyntax.count(text);
        } catch (IllegalArgumentException unreadable) {
            throw new Trouble(
                    Trouble.USAGE, option + " " + unreadable.getMessage(), "", unreadable);
        }
    }

    private void print(JsonNode answer) {
        Ink ink = host.screen().ink();
        host.out()
                .println(
                        ink.bold(
                                feature
                                        + " ("
                                        + answer.path("class").asString("?")
                                        + "), "
                                        + callsPerMinute
                                        + " calls a minute of "
                                        + input
                                        + " in and "
                                        + output
                                        + " out, at "
                                        + answer.path("pool").asString("?")));
        host.out().println(basis(answer));
        if (!answer.path("known").asBoolean(false)) {
            host.out()
                    .println(
                            "No feature of the configuration is called "
                                    + feature
                                    + ": nothing is kept for it.");
        }
        host.out().println(verdict(answer, ink));
        if (!answer.path("neverFits").isNull()) {
            return;
        }
        host.out().println("  in a usual minute  " + served(answer.path("usual")));
        host.out().println("  in a busy minute   " + served(answer.path("busy")));
        host.out().println();
        TextTable losses = losses(answer);
        if (losses.isEmpty()) {
            host.out().println("Nobody would feel it.");
        } else {
            losses.render(host.screen().columns(), ink).forEach(host.out()::println);
        }
    }

    private static String basis(JsonNode answer) {
        long recorded = answer.path("daysRecorded").asLong(0);
        long minutes = answer.path("minutesRecorded").asLong(0);
        return (recorded == 0
                        ? "Nothing is recorded of that hour: the pool is taken for idle."
                        : "Held against the hour from "
                                + QuotaWhyVerb.local(answer.path("at").asString(""))
                                        .substring(11, 16)
                                + " on "
                                + recorded
                                + (recorded == 1 ? " day, " : " days, ")
                                + minutes
                                + (minutes == 1 ? " recorded minute." : " recorded minutes."))
                + " A call is taken to last "
                + Units.duration(answer.path("secondsPerCall").asDouble(0) * 1e9)
                + (answer.path("secondsAssumed").asBoolean(false) ? " (assumed)." : ".");
    }

    private static String verdict(JsonNode answer, Ink ink) {
        return switch (answer.path("verdict").asString("")) {
            case "fits" ->
                    answer.path("daysRecorded").asLong(0) == 0
                            ? "It fits as far as is known."
                            : ink.green("It fits.");
            case "fits-usually" -> ink.red("It fits in usual minutes, not in busy ones.");
            case "never-fits" ->
                    ink.red(
                            "It never fits: one call is larger than "
                                    + answer.path("neverFits").asString("")
                                    + ".");
            default -> ink.red("It does not fit without somebody waiting.");
        };
    }

    private static String served(JsonNode fit) {
        String tightest = fit.path("tightest").asString("");
        return percent(fit, "served")
                + " is served ("
                + Units.count(Math.round(fit.path("servedTokens").asDouble(0)))
                + " tokens), "
                + kept(fit)
                + (tightest.isEmpty()
                        ? ""
                        : "; "
                                + Units.count(Math.round(fit.path("waitingTokens").asDouble(0)))
                                + " tokens wait for "
                                + tightest);
    }

    private static String kept(JsonNode fit) {
        double kept = fit.path("kept").asDouble(0);
        return kept <= 0
                ? "all of it borrowed"
                : percent(fit, "kept") + " of that from its own reservation";
    }

    private static TextTable losses(JsonNode answer) {
        TextTable table =
                new TextTable()
                        .words("who would feel it")
                        .words("class")
                        .words("minute")
                        .numbers("served")
                        .numbers("then")
                        .numbers("borrowed tokens lost")
                        .words("limit");
        for (String minute : List.of("usual", "busy")) {
            for (JsonNode loss : answer.path(minute).path("losses")) {
                table.row(
                        List.of(
                                new Cell(loss.path("feature").asString("?"), false),
                                new Cell(loss.path("class").asString("?"), false),
                                new Cell(minute, false),
                                new Cell(percent(loss, "servedBefore"), false),
                                new Cell(percent(loss, "servedAfter"), true),
                                new Cell(
                                        Units.count(Math.round(loss.path("tokens").asDouble(0))),
                                        false),
                                new Cell(loss.path("tightest").asString("–"), false)));
            }
        }
        return table;
    }

    private static String percent(JsonNode node, String name) {
        return Units.percent(Math.round(node.path(name).asDouble(0) * 1e6), 1_000_000);
    }
}
