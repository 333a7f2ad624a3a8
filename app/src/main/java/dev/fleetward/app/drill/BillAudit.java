package dev.fleetward.app.drill;

import dev.fleetward.testbed.provider.Billing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds the ledger's entries of each round against the providers' bills. Confined to one thread.
///
/// What must hold, for each endpoint: every line of the bill has its entry, found by the provider's
/// request id; entries that nobody could give one (the process died before the answer began) make
/// up for as many lines. Where usage is settled, both say the same.
final class BillAudit {
    private static final String ID_PREFIX = "req_";

    /// Lines of earlier rounds.
    private final Set<String> done = new HashSet<>();

    /// The lines that are new since the last time, by endpoint.
    Map<String, List<Billing.Line>> fresh(Map<String, List<Billing.Line>> bills) {
        Map<String, List<Billing.Line>> fresh = new HashMap<>();
        bills.forEach((endpoint, lines) ->
                fresh.put(
                        endpoint,
                        lines.stream()
                                .filter(line -> done.add(endpoint + " " + line.id()))
                                .toList()));
        return fresh;
    }

    static List<String> findings(Map<String, List<Billing.Line>> bills, List<Entry> entries) {
        List<String> findings = new ArrayList<>();
        bills.forEach((endpoint, lines) -> {
            List<Entry> here =
                    entries.stream().filter(entry -> entry.endpoint().equals(endpoint)).toList();
            check(endpoint, lines, here, findings);
        });
        return findings;
    }

    private static void check(
            String endpoint, List<Billing.Line> lines, List<Entry> entries, List<String> findings) {
        Map<String, Entry> byId = new HashMap<>();
        long anonymous = 0;
        for (Entry entry : entries) {
            if (entry.requestId().isEmpty()) {
                anonymous++;
            } else if (byId.put(entry.requestId(), entry) != null) {
                findings.add(endpoint + " answered once what the ledger has twice: " + entry);
            }
        }
        long unmatched = 0;
        for (Billing.Line line : lines) {
            Entry entry = byId.get(ID_PREFIX + line.id());
            if (entry == null) {
                unmatched++;
            } else if (differs(line, entry)) {
                findings.add(endpoint + " billed " + line + "; the ledger has " + entry);
            }
        }
        if (unmatched > anonymous) {
            findings.add(
                    endpoint
                            + " billed "
                            + unmatched
                            + " calls without an answer; the ledger has only "
                            + anonymous
                            + " of them");
        }
    }

    private static boolean differs(Billing.Line line, Entry entry) {
        boolean comparable =
                line.ending() == Billing.Ending.WHOLE
                        && entry.settled()
                        && (entry.outcome().equals("succeeded")
                                || entry.outcome().equals("aborted"));
        return comparable
                && (entry.output() != line.output()
                        || entry.input() != line.input() + line.cached() + line.cacheWrite());
    }
}
