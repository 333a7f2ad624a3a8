package dev.fleetward.control.probe;

import dev.fleetward.control.probe.ProbeResult.Verdict;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The latest results of each endpoint, also of earlier processes. Thread-safe; may block.
///
/// A result that cannot be stored is shown all the same, and forgotten by a restart.
public final class ProbeBook {
    /// Results that are kept of each endpoint.
    public static final int KEPT = 200;

    private static final System.Logger LOG = System.getLogger(ProbeBook.class.getName());

    private final ControlStore store;

    // Guarded by this.
    private final Map<String, Deque<ProbeResult>> results = new TreeMap<>();
    private boolean restored;

    public ProbeBook(ControlStore store) {
        this.store = store;
        store.whenUsable(this::restore);
    }

    /// Takes over what earlier processes stored, once.
    public void restore() {
        try {
            List<ProbeResult> stored =
                    store.read(rows ->
                            rows.known("SELECT * FROM probe ORDER BY number", ProbeBook::result));
            takeOver(stored);
        } catch (StoreUnavailable later) {
            LOG.log(System.Logger.Level.DEBUG, "earlier probes are not known yet", later);
        }
    }

    private synchronized void takeOver(List<ProbeResult> stored) {
        if (restored) {
            return;
        }
        restored = true;
        Map<String, Deque<ProbeResult>> newer = new TreeMap<>(results);
        results.clear();
        // What this process has written meanwhile is among what is stored.
        stored.stream()
                .filter(result ->
                        !newer.getOrDefault(result.endpoint(), new ArrayDeque<>()).contains(result))
                .forEach(this::remember);
        newer.values().forEach(each -> each.forEach(this::remember));
    }

    private void remember(ProbeResult result) {
        Deque<ProbeResult> known =
                results.computeIfAbsent(result.endpoint(), _ -> new ArrayDeque<>());
        known.addLast(result);
        if (known.size() > KEPT) {
            known.removeFirst();
        }
    }

    /// Keeps a result.
    void add(ProbeResult result) {
        synchronized (this) {
            remember(result);
        }
        try {
            store.write(rows -> {
                rows.update(
                        "INSERT INTO probe (number, endpoint, at_micros, question, verdict, words,"
                                + " millis, call_id) SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?,"
                                + " ?, ?, ?, ? FROM probe",
                        result.endpoint(),
                        result.wallMicros(),
                        result.question().label(),
                        result.verdict().label(),
                        result.words(),
                        result.millis(),
                        result.callId());
                return rows.update(
                        "DELETE FROM probe WHERE endpoint = ? AND number <= (SELECT number FROM"
                                + " probe WHERE endpoint = ? ORDER BY number DESC LIMIT 1 OFFSET ?)",
                        result.endpoint(),
                        result.endpoint(),
                        KEPT);
            });
        } catch (StoreUnavailable lost) {
            LOG.log(System.Logger.Level.DEBUG, "a probe is not stored", lost);
        }
    }

    /// The kept results of an endpoint, oldest first.
    synchronized List<ProbeResult> of(String endpoint) {
        return new ArrayList<>(results.getOrDefault(endpoint, new ArrayDeque<>()));
    }

    private static ProbeResult result(Row row) throws SQLException {
        return new ProbeResult(
                row.text("endpoint"),
                row.number("at_micros"),
                Question.valueOf(row.text("question").toUpperCase(Locale.ROOT)),
                Verdict.valueOf(row.text("verdict").toUpperCase(Locale.ROOT)),
                row.text("words"),
                row.number("millis"),
                row.textOrNull("call_id"));
    }
}
