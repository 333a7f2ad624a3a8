package dev.fleetward.app.view;

import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.app.terminal.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// Promises, budgets and burn rates for people, from `/v1/objectives`. Immutable.
public final class SloPage {
    private static final List<String> WINDOWS = List.of("5m", "30m", "1h", "2h", "6h", "1d", "3d");

    private final JsonNode answer;

    public SloPage(JsonNode answer) {
        this.answer = answer;
    }

    /// One sentence for each holder whose budget burns too fast.
    public List<String> alerts() {
        List<String> sentences = new ArrayList<>();
        for (JsonNode alert : answer.path("alerts")) {
            sentences.add(
                    alert.path("severity").asString("?")
                            + ": "
                            + alert.path("words").asString("?")
                            + " Since "
                            + alert.path("since").asString("?")
                            + ".");
        }
        return sentences;
    }

    /// What is done by itself, one sentence for each kind of action.
    public static List<String> actions(JsonNode policy) {
        List<String> sentences = new ArrayList<>();
        action(sentences, policy.path("shedBatch"), "batch and background calls are refused in ");
        action(sentences, policy.path("preferFallback"), "the fallback goes first on ");
        action(sentences, policy.path("withoutHedges"), "late streams are not hedged on ");
        action(sentences, policy.path("frozen"), "nothing new should be rolled out for ");
        return sentences;
    }

    private static void action(List<String> sentences, JsonNode names, String words) {
        if (!names.isEmpty()) {
            List<String> all = new ArrayList<>();
            names.forEach(name -> all.add(name.asString("?")));
            sentences.add(words + String.join(", ", all));
        }
    }

    /// One row for each promise.
    public TextTable table() {
        TextTable table =
                new TextTable()
                        .words("promise of")
                        .words("name")
                        .words("measure")
                        .words("target")
                        .numbers("events")
                        .numbers("kept")
                        .numbers("left")
                        .numbers("lasts");
        WINDOWS.forEach(table::numbers);
        for (JsonNode each : answer.path("objectives")) {
            table.row(row(each));
        }
        return table;
    }

    private static List<Cell> row(JsonNode each) {
        boolean burning = !each.path("alarms").isEmpty();
        boolean gone = each.path("budgetLeft").asDouble(-1) <= 0;
        List<Cell> row = new ArrayList<>();
        row.add(plain(each.path("kind").asString("?")));
        row.add(new Cell(each.path("name").asString("?"), burning));
        row.add(plain(each.path("measure").asString("?")));
        row.add(plain(target(each)));
        row.add(plain(Units.count(each.path("events").asLong(0))));
        row.add(plain(kept(each)));
        row.add(new Cell(left(each), gone));
        row.add(new Cell(lasts(each), gone));
        for (String window : WINDOWS) {
            row.add(new Cell(rate(each, window), isAlarming(each, window)));
        }
        return row;
    }

    private static Cell plain(String text) {
        return new Cell(text, false);
    }

    private static String target(JsonNode each) {
        String share = each.path("target").asString("?");
        return each.hasNonNull("limitMillis")
                ? share + " in " + Units.duration(each.path("limitMillis").asDouble(0) * 1e6)
                : share;
    }

    private static String kept(JsonNode each) {
        return each.path("events").asLong(0) == 0
                ? "–"
                : String.format(
                        Locale.ROOT,
                        "%.3f%%",
                        // Rounded down: a promise that was just broken does not look kept.
                        Math.floor(each.path("attained").asDouble(0) * 100_000) / 1_000);
    }

    private static String left(JsonNode each) {
        return each.hasNonNull("budgetLeft")
                ? String.format(
                        Locale.ROOT, "%.0f%%", Math.floor(each.path("budgetLeft").asDouble() * 100))
                : "–∞";
    }

    private static String lasts(JsonNode each) {
        if (!each.hasNonNull("lastsSeconds")) {
            return "–";
        }
        Duration time = Duration.ofSeconds(each.path("lastsSeconds").asLong(0));
        return time.isZero()
                ? "gone"
                : time.toDays() > 365
                        ? ">1 y"
                        : time.toDays() > 0
                                ? time.toDays() + " d"
                                : time.toHours() > 0
                                        ? time.toHours() + " h"
                                        : time.toMinutes() + " min";
    }

    private static String rate(JsonNode each, String window) {
        for (JsonNode burn : each.path("burn")) {
            if (burn.path("window").asString("").equals(window)) {
                return burn.path("events").asLong(0) == 0
                        ? "–"
                        : burn.hasNonNull("rate")
                                ? String.format(Locale.ROOT, "%.1f", burn.path("rate").asDouble())
                                : "∞";
            }
        }
        return "–";
    }

    private static boolean isAlarming(JsonNode each, String window) {
        for (JsonNode alarm : each.path("alarms")) {
            if (alarm.path("long").asString("").equals(window)
                    || alarm.path("short").asString("").equals(window)) {
                return true;
            }
        }
        return false;
    }
}
