package dev.fleetward.app.drill;

import dev.fleetward.app.drill.Round.End;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Holds the ledger's entries of one round against what its callers know. Confined to one thread.
///
/// What must hold, for each call that was sent:
///
/// 1. At most one entry is the call's last, and no attempt is there twice.
/// 2. Whole at the caller: its last entry succeeded, with the tokens that the caller was told.
/// 3. Answered with an error: its last entry failed or was refused. A node that ends turns calls
///    away with 503 before it looks at their keys; those have no entry.
/// 4. A head had come: there is a last entry, whatever happened then.
/// 5. Left before its head: if it was read, it ended once.
/// 6. `unknown` are only calls that were under way when the node was killed.
final class CallAudit {
    private static final int TURNED_AWAY = 503;

    private final End end;
    private final List<String> findings = new ArrayList<>();

    private CallAudit(End end) {
        this.end = end;
    }

    /// What does not hold, in words.
    ///
    /// @param probe the session of a call that no sender made
    static List<String> findings(List<Seen> calls, List<Entry> entries, String probe, End end) {
        CallAudit audit = new CallAudit(end);
        Map<String, List<Entry>> bySession = new HashMap<>();
        entries.forEach(entry ->
                bySession.computeIfAbsent(entry.session(), s -> new ArrayList<>()).add(entry));
        for (Seen call : calls) {
            List<Entry> found = bySession.remove(call.session());
            audit.check(call, found == null ? List.of() : found);
        }
        bySession.remove(probe);
        bySession.forEach(
                (session, of) -> audit.findings.add("nobody sent " + session + ": " + of));
        return audit.findings;
    }

    private void check(Seen call, List<Entry> entries) {
        Set<Long> attempts = new HashSet<>();
        for (Entry entry : entries) {
            if (!attempts.add(entry.attempt())) {
                add(call, "is in the ledger twice", entries);
            }
            if (call.callId() != null && !call.callId().equals(entry.callId())) {
                add(call, "has another call id in the ledger", entries);
            }
        }
        List<Entry> lasts = entries.stream().filter(Entry::last).toList();
        if (lasts.size() > 1) {
            add(call, "ended more than once", entries);
        } else if (lasts.isEmpty()) {
            missing(call, entries);
        } else {
            compare(call, lasts.getFirst(), entries);
        }
    }

    /// A killed node may have been between two attempts, or may not have read the call.
    private void missing(Seen call, List<Entry> entries) {
        boolean maybe =
                switch (call.ending()) {
                    case NOT_SENT, LEFT_WAITING -> true;
                    case CUT -> call.callId() == null && (end == End.SIGKILL || entries.isEmpty());
                    case ERROR -> call.status() == TURNED_AWAY && entries.isEmpty();
                    case WHOLE, HUNG_UP, FALSE_END -> false;
                };
        if (!maybe) {
            add(call, "has no end in the ledger", entries);
        }
    }

    private void compare(Seen call, Entry last, List<Entry> entries) {
        switch (call.ending()) {
            case WHOLE -> {
                if (!last.outcome().equals("succeeded")) {
                    add(call, "was whole at the caller", entries);
                } else if (last.input() != call.input() || last.output() != call.output()) {
                    add(
                            call,
                            "was told " + call.input() + " + " + call.output() + " tokens",
                            entries);
                }
            }
            case ERROR -> {
                if (!last.outcome().equals("failed") && !last.outcome().equals("refused")) {
                    add(call, "was answered with an error", entries);
                }
            }
            case HUNG_UP, LEFT_WAITING -> {
                if (last.isUnknown() && end != End.SIGKILL) {
                    add(call, "was left, and the node had time to settle it", entries);
                }
            }
            case CUT -> {
                if (end != End.SIGKILL) {
                    add(call, "was cut, although the node had time to end it", entries);
                }
            }
            case NOT_SENT -> add(call, "was never sent", entries);
            case FALSE_END -> add(call, "was broken, and ended as if it were whole", entries);
        }
    }

    private void add(Seen call, String what, List<Entry> entries) {
        findings.add(call + " " + what + "; the ledger has " + entries);
    }
}
