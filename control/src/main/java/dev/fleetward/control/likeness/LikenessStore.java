package dev.fleetward.control.likeness;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// What is known of the models' behaviour, in the control store. Thread-safe; blocks.
public final class LikenessStore {
    /// Verdicts that are kept.
    static final int KEPT = 5_000;

    private static final int MOST_PARTS = 10;

    private final ControlStore store;

    public LikenessStore(ControlStore store) {
        this.store = store;
    }

    /// What is kept of an endpoint, by part.
    Map<String, String> parts(String endpoint) throws StoreUnavailable {
        return store.read(rows -> {
            Map<String, String> parts = new HashMap<>();
            rows.list(
                            "SELECT part, body FROM behaviour WHERE endpoint = ? LIMIT ?",
                            row -> Map.entry(row.text("part"), row.text("body")),
                            endpoint,
                            MOST_PARTS)
                    .forEach(part -> parts.put(part.getKey(), part.getValue()));
            return parts;
        });
    }

    /// Keeps parts and verdicts of an endpoint: on the disk on return, all or nothing.
    void keep(String endpoint, Map<String, String> parts, List<Finding> verdicts, long wallMicros)
            throws StoreUnavailable {
        store.write(rows -> {
            for (Map.Entry<String, String> part : parts.entrySet()) {
                rows.update(
                        "INSERT INTO behaviour (endpoint, part, body, at_micros) VALUES (?, ?, ?,"
                                + " ?) ON CONFLICT (endpoint, part) DO UPDATE SET body ="
                                + " excluded.body, at_micros = excluded.at_micros",
                        endpoint,
                        part.getKey(),
                        part.getValue(),
                        wallMicros);
            }
            for (Finding verdict : verdicts) {
                rows.update(
                        "INSERT INTO behaviour_verdict (number, endpoint, body, at_micros) SELECT"
                                + " COALESCE(MAX(number), 0) + 1, ?, ?, ? FROM behaviour_verdict",
                        endpoint,
                        JsonMapper.shared().writeValueAsString(verdict),
                        verdict.wallMicros());
            }
            return rows.update(
                    "DELETE FROM behaviour_verdict WHERE number <= (SELECT MAX(number) FROM"
                            + " behaviour_verdict) - ?",
                    KEPT);
        });
    }

    /// Forgets what is known of an endpoint; its verdicts stay.
    void forget(String endpoint) throws StoreUnavailable {
        store.write(rows -> rows.update("DELETE FROM behaviour WHERE endpoint = ?", endpoint));
    }

    /// The latest verdicts, newest first.
    List<Finding> latest(int limit) throws StoreUnavailable {
        return store.read(rows ->
                rows.known(
                        "SELECT body FROM behaviour_verdict ORDER BY number DESC LIMIT ?",
                        row -> JsonMapper.shared().readValue(row.text("body"), Finding.class),
                        limit));
    }
}
