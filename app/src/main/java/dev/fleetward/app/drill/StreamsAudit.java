package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.drill.Seen.Ending;
import dev.fleetward.testbed.provider.Billing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Holds what callers of broken streams saw against what each endpoint says when it is asked alone.
/// Immutable.
///
/// @param told what each endpoint answers to each prompt
/// @param prompts of the calls, in the order of `calls`
record StreamsAudit(
        AdminClient admin,
        Map<String, Map<String, String>> told,
        List<String> prompts,
        List<Seen> calls,
        List<Entry> entries,
        Map<String, List<Billing.Line>> bills) {

    /// What hedges may add to the input of a route, in percent.
    private static final double HEDGE_PERCENT = 3;

    List<Promise> promises() {
        return List.of(
                oneAnswerEach(), honestEnds(), recorded(), billed(), hedged(), nothingLeft());
    }

    private Promise oneAnswerEach() {
        List<String> findings = new ArrayList<>();
        long whole = 0;
        long parts = 0;
        for (int i = 0; i < calls.size(); i++) {
            Seen call = calls.get(i);
            String endpoint = call.endpoint();
            if (endpoint == null) {
                if (!call.text().isEmpty()) {
                    findings.add(call + " has text of nobody: " + call.text());
                }
                continue;
            }
            String expected =
                    told.getOrDefault(endpoint, Map.of()).getOrDefault(prompts.get(i), "?");
            boolean isWhole = call.ending() == Ending.WHOLE;
            // The fault `empty` makes a sound answer without text, where there was nobody else.
            boolean fits =
                    isWhole
                            ? call.text().equals(expected) || call.output() == 0
                            : expected.startsWith(call.text());
            if (!fits) {
                findings.add(
                        call
                                + " of "
                                + endpoint
                                + ": \""
                                + call.text()
                                + "\", not \""
                                + expected
                                + "\"");
            }
            whole += isWhole ? 1 : 0;
            parts += isWhole ? 0 : 1;
        }
        return new Promise(
                "every caller saw the answer of one endpoint, whole or the beginning of it",
                whole + " whole, " + parts + " parts",
                findings);
    }

    private Promise honestEnds() {
        List<String> findings = new ArrayList<>();
        long errors = 0;
        for (Seen call : calls) {
            switch (call.ending()) {
                case WHOLE -> {}
                case ERROR -> errors++;
                case HUNG_UP, LEFT_WAITING, CUT, NOT_SENT, FALSE_END ->
                        findings.add(call.toString());
            }
        }
        return new Promise(
                "what is not whole says so, in the words of the caller's dialect",
                errors + " errors, none silent",
                findings);
    }

    private Promise recorded() {
        List<String> findings = CallAudit.findings(calls, entries, "", Round.End.SIGTERM);
        return new Promise(
                "every call stands in the ledger once, with what its caller was told",
                entries.size() + " attempts of " + calls.size() + " calls",
                findings);
    }

    private Promise billed() {
        return new Promise(
                "every line of a provider's bill has its attempt in the ledger",
                bills.values().stream().mapToInt(List::size).sum() + " lines",
                BillAudit.findings(bills, entries));
    }

    private Promise hedged() {
        Rows rows =
                Entry.query(
                        admin,
                        "SELECT route, sum(input) FILTER (purpose = 'hedge') AS hedged,"
                                + " sum(input) FILTER (purpose = 'first') AS asked,"
                                + " count(*) FILTER (purpose = 'hedge') AS hedges FROM"
                                + " (SELECT route, purpose, reserved_input_tokens AS input FROM"
                                + " events) GROUP BY route ORDER BY route");
        List<String> findings = new ArrayList<>();
        List<String> measured = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            String route = rows.at(i, "route").asString("");
            double hedged = rows.number(i, "hedged");
            double asked = rows.number(i, "asked");
            double percent = asked == 0 ? 0 : Math.max(0, 100 * hedged / asked);
            measured.add(
                    String.format(
                            Locale.ROOT,
                            "%s %d (%.2f%%)",
                            route,
                            Math.max(0, rows.number(i, "hedges")),
                            percent));
            if (percent > HEDGE_PERCENT) {
                findings.add(route + " hedged " + percent + "%");
            }
        }
        return new Promise(
                "hedges are at most 3% of a route's input tokens",
                String.join(", ", measured), findings);
    }

    private Promise nothingLeft() {
        JsonNode quotas = admin.get("/v1/pools");
        long leases = quotas.path("openLeases").asLong(-1);
        return new Promise(
                "every lease is settled",
                leases + " open",
                leases == 0 ? List.of() : List.of(leases + " leases are open"));
    }
}
