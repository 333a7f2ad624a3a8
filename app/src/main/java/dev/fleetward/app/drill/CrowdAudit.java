package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.terminal.Units;
import dev.fleetward.testbed.provider.Billing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/// Holds what a crowd left behind, once all is at rest, against what must be so. Immutable.
///
/// @param quotas the last answer of `/v1/pools`
/// @param budgets which of them are compared with the ledger
/// @param entries all attempts in the ledger, by caller
record CrowdAudit(
        CrowdFleet fleet,
        PoolWatch watch,
        AdminClient admin,
        JsonNode quotas,
        Set<String> budgets,
        List<Seen> calls,
        List<Entry> entries,
        Instant now) {

    private static final int TOO_MANY = 429;

    /// @param said lines in which the node told of a bug of its own
    /// @param unheard callers that gave up
    List<Promise> promises(List<String> said, int unheard) {
        return List.of(
                budgetsHeld(),
                limitsHeld(),
                nothingLeaked(unheard),
                settledOnce(said),
                callersAgree(),
                billsAgree(),
                budgetsAgree());
    }

    private Promise budgetsHeld() {
        List<String> findings = new ArrayList<>(watch.overBudget());
        ledgerSpend()
                .forEach((budget, spent) -> {
                    long limit = watch.limits().getOrDefault(budget, Long.MAX_VALUE);
                    if (spent > limit) {
                        findings.add(budget + ": " + Units.usd(spent) + " in the ledger");
                    }
                });
        StringJoiner measured = new StringJoiner("; ", "at most ", "");
        for (String budget : CrowdFleet.SCARCE_BUDGETS) {
            measured.add(
                    Units.usd(watch.mostHeld().getOrDefault(budget, 0L))
                            + " of "
                            + Units.usd(watch.limits().getOrDefault(budget, 0L))
                            + " ("
                            + budget
                            + ")");
        }
        return new Promise(
                "no budget is exceeded, what is reserved included", measured.toString(), findings);
    }

    private Promise limitsHeld() {
        List<String> findings = new ArrayList<>(watch.overdrawn());
        long refused = 0;
        for (List<Billing.Line> lines : fleet.bills().values()) {
            for (Billing.Line line : lines) {
                if (line.status() == TOO_MANY && line.fault() == null) {
                    refused++;
                    findings.add("refused for its limits: " + line);
                }
            }
        }
        int places = fleet.limits().concurrent();
        if (fleet.mostUnderWay() > places) {
            findings.add(fleet.mostUnderWay() + " calls at once in " + places + " places");
        }
        return new Promise(
                "the provider, whose limits are the pool's, never refuses a call for them",
                refused
                        + " refused; at most "
                        + fleet.mostUnderWay()
                        + " of "
                        + places
                        + " at once; at most "
                        + watch.mostWaiting()
                        + " seen waiting",
                findings);
    }

    private Promise nothingLeaked(int unheard) {
        List<String> findings = new ArrayList<>();
        long leases = quotas.path("openLeases").asLong(-1);
        long queued = 0;
        long free = 0;
        for (JsonNode pool : quotas.path("pools")) {
            queued += pool.path("queued").asLong(-1);
            for (JsonNode bucket : pool.path("buckets")) {
                if (bucket.path("bucket").asString("").equals("concurrent")) {
                    free += bucket.path("available").asLong(-1);
                }
            }
        }
        long reserved = 0;
        for (JsonNode budget : quotas.path("budgets")) {
            reserved += Math.abs(budget.path("reserved").asLong(-1));
        }
        int places = fleet.limits().concurrent();
        if (leases != 0 || queued != 0 || reserved != 0 || free != places) {
            findings.add("not all came back");
        }
        if (unheard > 0) {
            findings.add(unheard + " callers never heard of a call");
        }
        return new Promise(
                "nothing is left behind",
                leases
                        + " leases, "
                        + queued
                        + " calls waiting, "
                        + Units.usd(reserved)
                        + " reserved; "
                        + free
                        + " of "
                        + places
                        + " places free",
                findings);
    }

    /// The desk refuses to settle a lease twice, and the node would have said so.
    private Promise settledOnce(List<String> said) {
        List<String> findings = new ArrayList<>();
        said.forEach(line -> findings.add("the node said: " + line));
        Set<String> attempts = new HashSet<>();
        long ran = 0;
        for (Entry entry : entries) {
            if (!attempts.add(entry.callId() + " " + entry.attempt())) {
                findings.add("in the ledger twice: " + entry);
            }
            if (entry.isUnknown()) {
                findings.add("its end is unknown: " + entry);
            }
            ran += entry.endpoint().isEmpty() ? 0 : 1;
        }
        long admitted = 0;
        for (JsonNode pool : quotas.path("pools")) {
            admitted += pool.path("admitted").asLong(0);
        }
        if (ran > admitted) {
            findings.add(ran + " attempts ran, and only " + admitted + " were admitted");
        }
        return new Promise(
                "every lease is settled once",
                admitted
                        + " leases, "
                        + ran
                        + " attempts in the ledger, "
                        + (admitted - ran)
                        + " given back unused",
                findings);
    }

    private Promise callersAgree() {
        List<String> findings = CallAudit.findings(calls, entries, "", Round.End.SIGTERM);
        return new Promise(
                "the ledger has every call as its caller saw it",
                calls.size() + " calls, " + entries.size() + " entries",
                findings);
    }

    private Promise billsAgree() {
        Map<String, List<Billing.Line>> bills = fleet.bills();
        List<String> findings = new ArrayList<>(BillAudit.findings(bills, entries));
        long lines = bills.values().stream().mapToLong(List::size).sum();
        if (lines != fleet.ended()) {
            findings.add(
                    "the provider ended "
                            + fleet.ended()
                            + " calls, and "
                            + lines
                            + " were copied");
        }
        long input = 0;
        long output = 0;
        for (List<Billing.Line> of : bills.values()) {
            for (Billing.Line line : of) {
                input += line.input() + line.cached() + line.cacheWrite();
                output += line.output();
            }
        }
        return new Promise(
                "the ledger has every call as the provider billed it",
                lines
                        + " on the bill: "
                        + Units.count(input)
                        + " input, "
                        + Units.count(output)
                        + " output tokens",
                findings);
    }

    private Promise budgetsAgree() {
        Map<String, Long> spent = SpendAudit.budgets(admin);
        spent.keySet().retainAll(budgets);
        Map<String, Long> ledger = ledgerSpend();
        return new Promise(
                "budgets have spent what the ledger says",
                Units.usd(ledger.values().stream().mapToLong(Long::longValue).sum())
                        + " in "
                        + ledger.size()
                        + " budgets",
                spent.equals(ledger)
                        ? List.of()
                        : List.of("budgets say " + spent + " nano-dollars, the ledger " + ledger));
    }

    private Map<String, Long> ledgerSpend() {
        return SpendAudit.ledger(admin, budgets, now);
    }
}
