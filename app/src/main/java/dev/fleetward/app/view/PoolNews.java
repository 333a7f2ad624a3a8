package dev.fleetward.app.view;

import dev.fleetward.app.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What is to be told of one pool, in sentences without its name. Stateless.
final class PoolNews {
    private static final long WHOLE = 1_000_000;
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    private PoolNews() {}

    /// @param pool one of `/v1/pools`
    static List<String> of(JsonNode pool) {
        List<String> lines = new ArrayList<>();
        JsonNode throttle = pool.path("throttle");
        long allowed = throttle.path("allowed").asLong(WHOLE);
        if (allowed < WHOLE) {
            lines.add(
                    "batch held back to "
                            + Units.percent(allowed, WHOLE)
                            + ": "
                            + throttle.path("missing").asString("urgent work")
                            + " misses its first token");
        }
        learned(pool.path("learned"), lines);
        return lines;
    }

    private static void learned(JsonNode learned, List<String> lines) {
        for (JsonNode limit : learned.path("told")) {
            long told = limit.path("told").asLong(-1);
            long declared = limit.path("declared").asLong(-1);
            if (told >= 0 && declared >= 0 && told != declared) {
                lines.add(
                        "told "
                                + Units.count(told)
                                + " "
                                + limit.path("bucket").asString("?")
                                + ", "
                                + Units.count(declared)
                                + " are configured");
            }
        }
        refusals(learned, lines);
        long paused = learned.path("pausedNanos").asLong(0);
        if (paused > 0) {
            lines.add("provider asked for quiet, " + Units.duration(paused) + " are left of it");
        }
        slower(learned, lines);
        long foreign = learned.path("foreignTokensPerMinute").asLong(0);
        if (foreign > 0) {
            lines.add("others use " + Units.count(foreign) + " tokens a minute of it");
        }
    }

    private static void refusals(JsonNode learned, List<String> lines) {
        long refused = learned.path("refused429").asLong(0);
        if (refused == 0) {
            return;
        }
        long surprises = learned.path("surprises429").asLong(0);
        JsonNode newest = null;
        for (JsonNode each : learned.path("recent")) {
            newest = each.path("kind").asString("").equals("refused-with-room") ? each : newest;
        }
        lines.add(
                Units.count(refused)
                        + (refused == 1 ? " refusal" : " refusals")
                        + " (429) since the start, "
                        + Units.count(surprises)
                        + " with room by our count"
                        + (newest == null
                                ? ""
                                : "; the last with "
                                        + newest.path("ours").asLong(0)
                                        + "% of "
                                        + newest.path("bucket").asString("?")
                                        + " free, "
                                        + ago(newest.path("ageNanos").asLong(0))));
    }

    private static String ago(long nanos) {
        long minutes = nanos / NANOS_PER_MINUTE;
        return (minutes == 0 ? Units.duration(nanos) : minutes + " min") + " ago";
    }

    private static void slower(JsonNode learned, List<String> lines) {
        long rate = learned.path("learnedTokensPerMinute").asLong(-1);
        long declared = learned.path("declaredTokensPerMinute").asLong(-1);
        if (rate >= 0 && declared < 0) {
            lines.add("turned out to give " + Units.count(rate) + " tokens a minute");
        } else if (rate >= 0 && rate < declared) {
            lines.add("gives " + Units.percent(rate, declared) + " of what is declared");
        }
    }
}
