package dev.fleetward.control.incident;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.objective.Complained;
import dev.fleetward.core.objective.Counts;
import dev.fleetward.core.unit.Clock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What users complained of. Once [#ENOUGH] of them within [#WINDOW] complain of one endpoint's
/// answers, that is an alert like those that the machine raises. Thread-safe.
public final class Complaints implements AlertSource {
    public static final int ENOUGH = 3;
    public static final Duration WINDOW = Duration.ofHours(1);

    /// The oldest go when there are more.
    static final int MOST_KEPT = 100_000;

    /// Features that an alert names.
    private static final int MOST_FEATURES = 20;

    private final ControlStore store;
    private final Clock clock;

    public Complaints(ControlStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /// Keeps it. On the disk on return.
    ///
    /// @return false if there was one of the same call already; that one stays
    public boolean add(Complaint complaint) throws StoreUnavailable {
        Complained call = complaint.call();
        return store.write(rows -> {
            int added =
                    rows.update(
                            "INSERT INTO complaint (call_id, at_micros, actor, words, feature,"
                                    + " route, endpoint, ended_micros, adds_events, adds_bad,"
                                    + " pool, provider, region, number) VALUES"
                                    + " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT"
                                    + " coalesce(max(number), 0) + 1 FROM complaint)) ON CONFLICT"
                                    + " (call_id) DO NOTHING",
                            complaint.callId(),
                            complaint.atWallMicros(),
                            complaint.actor(),
                            complaint.words(),
                            call.feature(),
                            call.route(),
                            call.endpoint(),
                            call.endedMicros(),
                            call.adds().events(),
                            call.adds().bad(),
                            complaint.pool(),
                            complaint.provider(),
                            complaint.region());
            rows.update(
                    "DELETE FROM complaint WHERE at_micros < (SELECT at_micros FROM complaint"
                            + " ORDER BY at_micros DESC LIMIT 1 OFFSET ?)",
                    MOST_KEPT);
            return added == 1;
        });
    }

    /// The newest, newest first.
    public List<Complaint> newest(int limit) throws StoreUnavailable {
        return store.read(rows ->
                rows.list(
                        "SELECT * FROM complaint ORDER BY at_micros DESC LIMIT ?",
                        Complaints::complaint,
                        limit));
    }

    /// One that counts for promises, and its number, which is greater than that of all before it.
    public record Numbered(long number, Complained call) {}

    /// Those that count after a number, in the order of their numbers.
    ///
    /// @param endedSinceMicros of calls that ended since then
    public List<Numbered> counted(long after, long endedSinceMicros) throws StoreUnavailable {
        return store.read(rows ->
                rows.list(
                        "SELECT * FROM complaint WHERE number > ? AND ended_micros >= ? ORDER BY"
                                + " number",
                        row -> new Numbered(row.number("number"), call(row)),
                        after,
                        endedSinceMicros));
    }

    /// The ids of the calls that were complained of since then.
    public List<String> callsSince(long wallMicros) throws StoreUnavailable {
        return store.read(rows ->
                rows.list(
                        "SELECT call_id FROM complaint WHERE at_micros >= ?",
                        row -> row.text("call_id"),
                        wallMicros));
    }

    /// How many there were of an endpoint within the window.
    public int lately(String endpoint) throws StoreUnavailable {
        long since = since();
        return Math.toIntExact(
                store.read(rows ->
                        rows.first(
                                        "SELECT COUNT(*) AS n FROM complaint WHERE at_micros > ?"
                                                + " AND endpoint = ?",
                                        row -> row.number("n"),
                                        since,
                                        endpoint)
                                .orElse(0L)));
    }

    private long since() {
        return clock.wallMicros() - TimeUnit.MICROSECONDS.convert(WINDOW);
    }

    private static Complaint complaint(Row row) throws SQLException {
        return new Complaint(
                row.text("call_id"),
                row.number("at_micros"),
                row.text("actor"),
                row.textOrNull("words"),
                call(row),
                row.textOrNull("pool"),
                row.textOrNull("provider"),
                row.textOrNull("region"));
    }

    private static Complained call(Row row) throws SQLException {
        return new Complained(
                row.textOrNull("feature"),
                row.textOrNull("route"),
                row.textOrNull("endpoint"),
                row.number("ended_micros"),
                new Counts(row.number("adds_events"), row.number("adds_bad")));
    }

    @Override
    public String name() {
        return "complaints";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return Set.of(Alert.Kind.COMPLAINTS);
    }

    /// Those of an endpoint within the window.
    private record Pile(String endpoint, long count, long firstMicros) {}

    /// Counted where they are kept: there may be many, and this is asked every few seconds.
    @Override
    public List<Alert> alerts() throws StoreUnavailable {
        long since = since();
        return store.read(rows -> {
            List<Pile> piles =
                    rows.list(
                            "SELECT endpoint, COUNT(*) AS n, MIN(at_micros) AS first_micros FROM"
                                    + " complaint WHERE at_micros > ? AND endpoint IS NOT NULL"
                                    + " GROUP BY endpoint HAVING COUNT(*) >= ? ORDER BY"
                                    + " first_micros, endpoint",
                            row ->
                                    new Pile(
                                            row.text("endpoint"),
                                            row.number("n"),
                                            row.number("first_micros")),
                            since,
                            ENOUGH);
            List<Alert> alerts = new ArrayList<>();
            for (Pile pile : piles) {
                alerts.add(alert(pile, rows, since));
            }
            return alerts;
        });
    }

    /// Says how many, not what: the words are the users', and for the endpoint's owner alone.
    private static Alert alert(Pile pile, Transaction rows, long since) throws SQLException {
        List<String> features =
                rows.list(
                        "SELECT DISTINCT feature FROM complaint WHERE at_micros > ? AND endpoint ="
                                + " ? AND feature IS NOT NULL ORDER BY feature LIMIT ?",
                        row -> row.text("feature"),
                        since,
                        pile.endpoint(),
                        MOST_FEATURES);
        Complaint last =
                rows.first(
                                "SELECT * FROM complaint WHERE at_micros > ? AND endpoint = ?"
                                        + " ORDER BY at_micros DESC LIMIT 1",
                                Complaints::complaint,
                                since,
                                pile.endpoint())
                        .orElseThrow();
        return new Alert(
                Alert.Kind.COMPLAINTS,
                Severity.TICKET,
                Subject.ofEndpoint(pile.endpoint(), last.pool(), last.provider(), last.region()),
                pile.count()
                        + " complaints of "
                        + pile.endpoint()
                        + "'s answers within an hour ("
                        + String.join(", ", features)
                        + ").",
                pile.firstMicros());
    }
}
