package dev.fleetward.app.view;

import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import dev.fleetward.app.terminal.Units;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What the admin API says of pools and budgets, as tables and words. Immutable.
///
/// @param quotas the answer of `/v1/pools`
public record QuotaPage(JsonNode quotas) {
    private static final long WHOLE = 1_000_000;

    /// One row for each limit of each pool.
    public TextTable limits() {
        TextTable table =
                new TextTable()
                        .words("pool")
                        .words("limit")
                        .numbers("free")
                        .numbers("of")
                        .numbers("waiting")
                        .numbers("refused");
        for (JsonNode pool : quotas.path("pools")) {
            for (JsonNode bucket : pool.path("buckets")) {
                long available = bucket.path("available").asLong(0);
                table.row(
                        List.of(
                                text(pool, "pool"),
                                text(bucket, "bucket"),
                                new Cell(Units.count(available), available <= 0),
                                count(bucket, "limit"),
                                count(pool, "queued"),
                                count(pool, "refused")));
            }
        }
        return table;
    }

    /// What each feature has of each pool.
    public TextTable shares() {
        TextTable table =
                new TextTable()
                        .words("share of")
                        .words("feature")
                        .numbers("reserved")
                        .numbers("used")
                        .numbers("lends")
                        .numbers("borrows");
        for (JsonNode pool : quotas.path("pools")) {
            for (JsonNode share : pool.path("shares")) {
                table.row(
                        List.of(
                                text(pool, "pool"),
                                text(share, "feature"),
                                part(share, "reserve"),
                                part(share, "used"),
                                part(share, "lent"),
                                part(share, "borrowed")));
            }
        }
        return table;
    }

    /// Who lends to whom, one sentence for each pool in which anything is lent.
    public List<String> lending() {
        List<String> sentences = new ArrayList<>();
        for (JsonNode pool : quotas.path("pools")) {
            String lenders = named(pool.path("shares"), "lent");
            String borrowers = named(pool.path("shares"), "borrowed");
            if (!lenders.isEmpty() && !borrowers.isEmpty()) {
                sentences.add(
                        pool.path("pool").asString("?")
                                + ": "
                                + lenders
                                + " lends to "
                                + borrowers);
            }
        }
        return sentences;
    }

    private static String named(JsonNode shares, String part) {
        List<String> names = new ArrayList<>();
        for (JsonNode share : shares) {
            long amount = share.path(part).asLong(0);
            if (amount > 0) {
                names.add(
                        share.path("feature").asString("?")
                                + " ("
                                + Units.percent(amount, WHOLE)
                                + ")");
            }
        }
        return String.join(", ", names);
    }

    /// Who waits for which pool.
    public TextTable queues() {
        TextTable table =
                new TextTable()
                        .words("queue for")
                        .words("feature")
                        .words("class")
                        .numbers("waiting")
                        .numbers("bytes")
                        .numbers("oldest")
                        .numbers("wait p95")
                        .numbers("refused");
        for (JsonNode pool : quotas.path("pools")) {
            for (JsonNode queue : pool.path("queues")) {
                table.row(
                        List.of(
                                text(pool, "pool"),
                                text(queue, "feature"),
                                text(queue, "callClass"),
                                count(queue, "waiting"),
                                count(queue, "waitingBytes"),
                                duration(queue, "oldestWaitNanos"),
                                duration(queue, "waitP95Nanos"),
                                count(queue, "refused")));
            }
        }
        return table;
    }

    /// What is to be told of pools beside numbers: what their providers' answers taught, and what
    /// is held back. A line for each.
    public List<String> news() {
        List<String> lines = new ArrayList<>();
        for (JsonNode pool : quotas.path("pools")) {
            PoolNews.of(pool)
                    .forEach(each -> lines.add(pool.path("pool").asString("?") + ": " + each));
        }
        return lines;
    }

    /// Calls whose holder was gone without ending them; empty where there were none.
    public List<String> lost() {
        long lost = quotas.path("expiredLeases").asLong(0);
        return lost == 0
                ? List.of()
                : List.of(
                        Units.count(lost)
                                + (lost == 1 ? " lease" : " leases")
                                + " expired since the start: whoever held them never settled");
    }

    /// What calls turned out to use, by feature and route.
    public TextTable estimates() {
        TextTable table =
                new TextTable()
                        .words("use of")
                        .words("route")
                        .numbers("calls")
                        .numbers("input, real/estimated")
                        .numbers("output p90")
                        .numbers("off by")
                        .numbers("p95");
        for (JsonNode flow : quotas.path("estimates")) {
            long output = flow.path("outputTokens").asLong(-1);
            table.row(
                    List.of(
                            text(flow, "feature"),
                            text(flow, "route"),
                            count(flow, "samples"),
                            part(flow, "inputPartsPerMillion"),
                            new Cell(output < 0 ? "–" : Units.count(output), false),
                            count(flow, "biasTokens"),
                            count(flow, "errorTokens")));
        }
        return table;
    }

    public TextTable budgets() {
        TextTable table =
                new TextTable()
                        .words("budget of")
                        .words("period")
                        .numbers("spent")
                        .numbers("reserved")
                        .numbers("of")
                        .numbers("used");
        for (JsonNode budget : quotas.path("budgets")) {
            long limit = budget.path("limit").asLong(0);
            long used = budget.path("spent").asLong(0) + budget.path("reserved").asLong(0);
            table.row(
                    List.of(
                            text(budget, "feature"),
                            text(budget, "period"),
                            new Cell(Units.usd(budget.path("spent").asLong(0)), false),
                            new Cell(Units.usd(budget.path("reserved").asLong(0)), false),
                            new Cell(Units.usd(limit), false),
                            new Cell(Units.percent(used, limit), used >= limit)));
        }
        return table;
    }

    /// Who is starved, one sentence each.
    public List<String> signals() {
        List<String> sentences = new ArrayList<>();
        for (JsonNode signal : quotas.path("signals")) {
            sentences.add(
                    signal.path("words").asString("?")
                            + " (for "
                            + Units.duration(signal.path("sinceMillis").asLong(0) * 1e6)
                            + ")");
        }
        return sentences;
    }

    private static Cell text(JsonNode node, String name) {
        return new Cell(node.hasNonNull(name) ? node.path(name).asString("") : "–", false);
    }

    private static Cell count(JsonNode node, String name) {
        return new Cell(Units.count(node.path(name).asLong(0)), false);
    }

    private static Cell part(JsonNode node, String name) {
        return new Cell(Units.percent(node.path(name).asLong(0), WHOLE), false);
    }

    private static Cell duration(JsonNode node, String name) {
        return new Cell(Units.duration(node.path(name).asLong(-1)), false);
    }
}
