package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What live traffic shows of the models, for people. Stateless.
final class LiveTraffic {
    /// Lines that are printed; `--json` has more.
    private static final int MOST = 20;

    private LiveTraffic() {}

    /// Whether anything speaks for another model.
    static boolean differs(JsonNode live) {
        for (JsonNode line : live.path("lines")) {
            if (line.path("tells").asBoolean(false)
                    && line.path("state").asString("").equals("differs")) {
                return true;
            }
        }
        return false;
    }

    static void print(Host host, JsonNode live) {
        TextTable table =
                new TextTable()
                        .words("model")
                        .words("feature")
                        .words("prompts")
                        .words("signal")
                        .words("state")
                        .words("region")
                        .words("share")
                        .words("against")
                        .words("share")
                        .numbers("e")
                        .numbers("alarm at");
        int shown = 0;
        for (JsonNode line : live.path("lines")) {
            if (shown < MOST) {
                row(table, line);
                shown++;
            }
        }
        host.out().println();
        if (table.isEmpty()) {
            host.out().println("Live traffic was not compared yet.");
        } else {
            table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        }
        host.out()
                .println(
                        String.format(
                                Locale.ROOT,
                                "live traffic: %,d calls compared, %,d left out;"
                                        + " %,d of %,d comparisons open, %,d signals, %s false alarms a"
                                        + " month allowed; cost 0",
                                live.path("calls").asLong(0),
                                live.path("left").asLong(0),
                                live.path("comparisons").asLong(0),
                                live.path("mostComparisons").asLong(0),
                                live.path("signals").asLong(0),
                                live.path("falseAlarmsPerMonth").asString("?")));
        if (!live.path("trouble").isNull()) {
            host.out().println("Not the whole truth: " + live.path("trouble").asString(""));
        }
    }

    private static void row(TextTable table, JsonNode line) {
        boolean past = line.path("second").isNull();
        boolean gathering = line.path("state").asString("").equals("gathering");
        String first = line.path("first").asString("");
        table.row(
                line.path("model").asString(""),
                line.path("feature").asString(""),
                line.path("prompts").asString(""),
                line.path("signal").asString(""),
                gathering
                        ? line.path("have").asLong(0) + " of " + line.path("need").asLong(0)
                        : line.path("state").asString("")
                                + (line.path("accepted").asBoolean(false) ? ", accepted" : ""),
                past ? first : line.path("second").asString(""),
                share(line.path("secondSample")),
                past ? "-" : first,
                share(line.path("firstSample")),
                gathering ? "" : e(line.path("logE")),
                gathering ? "" : e(line.path("alarmAtLogE")));
    }

    private static String share(JsonNode sample) {
        return sample.isMissingNode()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%.1f%% of %,d",
                        sample.path("rate").asDouble(0) * 100,
                        sample.path("calls").asLong(0));
    }

    private static String e(JsonNode log) {
        return String.format(Locale.ROOT, "%.3g", Math.exp(log.asDouble(0)));
    }
}
