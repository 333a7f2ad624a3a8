package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Whether budgets and totals survive a restart. Stateless.
final class SpendAudit {
    private SpendAudit() {}

    /// What budgets say is spent, by feature and period, while no call is under way.
    static Map<String, Long> budgets(AdminClient admin) {
        Map<String, Long> spent = new TreeMap<>();
        for (JsonNode budget : admin.get("/v1/pools").path("budgets")) {
            spent.put(
                    budget.path("feature").asString("") + " " + budget.path("period").asString(""),
                    budget.path("spent").asLong(-1) + budget.path("reserved").asLong(0));
        }
        return spent;
    }

    /// The same from the ledger's rows of this month and this day.
    static Map<String, Long> ledger(AdminClient admin, Iterable<String> asked, Instant now) {
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        Rows rows =
                Entry.query(
                        admin,
                        "SELECT feature, sum(cost_nano_usd)::BIGINT AS monthly,"
                                + " sum(cost_nano_usd) FILTER (class = 'background')::BIGINT"
                                + " AS background, sum(cost_nano_usd) FILTER (accepted_at >="
                                + " TIMESTAMP '"
                                + day
                                + "')::BIGINT AS daily FROM events WHERE cost_nano_usd > 0"
                                + " AND accepted_at >= TIMESTAMP '"
                                + day.withDayOfMonth(1)
                                + "' GROUP BY feature");
        Map<String, Long> spent = new TreeMap<>();
        asked.forEach(budget -> spent.put(budget, 0L));
        for (int i = 0; i < rows.size(); i++) {
            for (String period : List.of("monthly", "background", "daily")) {
                long nanos = rows.number(i, period);
                spent.computeIfPresent(
                        rows.at(i, "feature").asString("") + " " + period, (budget, zero) -> nanos);
            }
        }
        return spent;
    }

    /// What `fleetward ledger --by feature` shows of calls accepted before `to`.
    static List<String> totals(AdminClient admin, Instant to) {
        List<String> lines = new ArrayList<>();
        Rows.of(admin.get("/v1/ledger?by=feature&to=" + to))
                .rows()
                .forEach(row -> lines.add(row.toString()));
        lines.sort(null);
        return lines;
    }
}
