package dev.fleetward.control.incident;

import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.incident.Incident;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Incidents in the control store. Stateless; each method is a part of a transaction.
final class IncidentRows {
    /// The oldest of those that are over go when there are more.
    static final int MOST_KEPT = 10_000;

    private IncidentRows() {}

    static void save(Transaction rows, Incident incident) throws SQLException {
        rows.update(
                "INSERT INTO incident (number, state, severity, opened_micros, resolved_micros,"
                        + " body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET"
                        + " state = excluded.state, severity = excluded.severity,"
                        + " resolved_micros = excluded.resolved_micros, body = excluded.body",
                incident.number(),
                incident.state().label(),
                incident.severity().label(),
                incident.openedWallMicros(),
                incident.resolvedWallMicros(),
                IncidentJson.write(incident));
    }

    static void prune(Transaction rows) throws SQLException {
        rows.update(
                "DELETE FROM incident WHERE state = 'resolved' AND number <= (SELECT"
                        + " MAX(number) FROM incident) - ?",
                MOST_KEPT);
    }

    /// All open ones, and those that were resolved after `sinceMicros`.
    static List<Incident> known(Transaction rows, long sinceMicros) throws SQLException {
        return rows.known(
                "SELECT body FROM incident WHERE state <> 'resolved' OR resolved_micros >= ?"
                        + " ORDER BY number",
                row -> IncidentJson.read(row.text("body")),
                sinceMicros);
    }

    /// The newest, newest first.
    static List<Incident> newest(Transaction rows, int limit) throws SQLException {
        return rows.known(
                "SELECT body FROM incident ORDER BY number DESC LIMIT ?",
                row -> IncidentJson.read(row.text("body")),
                limit);
    }

    static Optional<Incident> find(Transaction rows, long number) throws SQLException {
        return rows
                .known(
                        "SELECT body FROM incident WHERE number = ?",
                        row -> IncidentJson.read(row.text("body")),
                        number)
                .stream()
                .findFirst();
    }

    static long nextNumber(Transaction rows) throws SQLException {
        return rows.first(
                        "SELECT COALESCE(MAX(number), 0) + 1 AS next FROM incident",
                        row -> row.number("next"))
                .orElse(1L);
    }
}
