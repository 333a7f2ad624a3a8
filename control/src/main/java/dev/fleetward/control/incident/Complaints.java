package dev.fleetward.control.incident;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.incident.Subject;
import dev.fleetward.core.unit.Clock;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// What users complained of. Once [#ENOUGH] of them within [#WINDOW] complain of one endpoint's
/// answers, that is an alert like those that the machine raises. Thread-safe.
public final class Complaints implements AlertSource {
    public static final int ENOUGH = 3;
    public static final Duration WINDOW = Duration.ofHours(1);

    /// The oldest go when there are more.
    static final int MOST_KEPT = 100_000;

    private static final int MOST_IN_A_WINDOW = 10_000;

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
        return store.write(rows -> {
            int added =
                    rows.update(
                            "INSERT INTO complaint (call_id, at_micros, actor, words, feature,"
                                    + " endpoint, pool, provider, region) VALUES"
                                    + " (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (call_id) DO"
                                    + " NOTHING",
                            complaint.callId(),
                            complaint.atWallMicros(),
                            complaint.actor(),
                            complaint.words(),
                            complaint.feature(),
                            complaint.endpoint(),
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

    /// How many there were of an endpoint within the window.
    public int lately(String endpoint) throws StoreUnavailable {
        return (int) inWindow().stream().filter(it -> endpoint.equals(it.endpoint())).count();
    }

    private List<Complaint> inWindow() throws StoreUnavailable {
        long since = clock.wallMicros() - TimeUnit.MICROSECONDS.convert(WINDOW);
        return store.read(rows ->
                rows.list(
                        "SELECT * FROM complaint WHERE at_micros > ? ORDER BY at_micros LIMIT ?",
                        Complaints::complaint,
                        since,
                        MOST_IN_A_WINDOW));
    }

    private static Complaint complaint(Row row) throws SQLException {
        return new Complaint(
                row.text("call_id"),
                row.number("at_micros"),
                row.text("actor"),
                row.textOrNull("words"),
                row.textOrNull("feature"),
                row.textOrNull("endpoint"),
                row.textOrNull("pool"),
                row.textOrNull("provider"),
                row.textOrNull("region"));
    }

    @Override
    public String name() {
        return "complaints";
    }

    @Override
    public List<Alert> alerts() throws StoreUnavailable {
        Map<String, List<Complaint>> byEndpoint = new LinkedHashMap<>();
        for (Complaint complaint : inWindow()) {
            if (complaint.endpoint() != null) {
                byEndpoint
                        .computeIfAbsent(complaint.endpoint(), _ -> new ArrayList<>())
                        .add(complaint);
            }
        }
        List<Alert> alerts = new ArrayList<>();
        byEndpoint.forEach((endpoint, complaints) -> {
            if (complaints.size() >= ENOUGH) {
                alerts.add(alert(endpoint, complaints));
            }
        });
        return alerts;
    }

    /// Says how many, not what: the words are the users', and for the endpoint's owner alone.
    private static Alert alert(String endpoint, List<Complaint> complaints) {
        Complaint last = complaints.getLast();
        List<String> features =
                complaints.stream()
                        .map(Complaint::feature)
                        .filter(Objects::nonNull)
                        .distinct()
                        .sorted()
                        .toList();
        return new Alert(
                Alert.Kind.COMPLAINTS,
                Severity.TICKET,
                Subject.ofEndpoint(endpoint, last.pool(), last.provider(), last.region()),
                complaints.size()
                        + " complaints of "
                        + endpoint
                        + "'s answers within an hour ("
                        + String.join(", ", features)
                        + ").",
                complaints.getFirst().atWallMicros());
    }
}
