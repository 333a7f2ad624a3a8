package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.control.store.Row;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Severity;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Notices in the control store: put there in the transaction that keeps the incident, so that one
/// is told if and only if it is kept. Stateless; each method is a part of a transaction.
public final class Outbox {
    /// Notices that may wait for one webhook. What finds no room is told when there is some.
    static final int MOST_WAITING = 2_000;

    /// How many that were sent or given up are kept, to look at.
    static final int MOST_DONE = 5_000;

    private Outbox() {}

    /// A notice that waits.
    ///
    /// @param key the same at every attempt, and of no other notice
    record Notice(
            long number,
            String webhook,
            long incident,
            String event,
            String key,
            String body,
            long createdMicros,
            int attempts) {}

    /// Puts what the webhooks are to be told of `incidents` now.
    ///
    /// @param find the other incidents, for those that were merged
    /// @return whether there was room for all
    static boolean put(
            Transaction rows,
            Collection<Webhook> webhooks,
            Collection<Incident> incidents,
            LongFunction<@Nullable Incident> find,
            long nowMicros)
            throws SQLException {
        boolean room = true;
        for (Webhook webhook : webhooks) {
            for (Incident incident : incidents) {
                if (incident.mergedInto() != 0) {
                    room &=
                            handOver(
                                    rows,
                                    webhook,
                                    incident,
                                    find.apply(incident.mergedInto()),
                                    nowMicros);
                }
            }
            for (Incident incident : incidents) {
                room &= put(rows, webhook, incident, nowMicros);
            }
        }
        return room;
    }

    /// Who was told of an incident that proved to be a part of another is not told of that one as
    /// if it were new, but where it goes on, and that in the same thread.
    ///
    /// @return whether there was room
    private static boolean handOver(
            Transaction rows,
            Webhook webhook,
            Incident merged,
            @Nullable Incident into,
            long nowMicros)
            throws SQLException {
        Optional<Telling> told = told(rows, webhook.name(), merged.number());
        if (into == null
                || told.isEmpty()
                || told.get().state() == Incident.State.RESOLVED
                || told(rows, webhook.name(), into.number()).isPresent()) {
            return true;
        }
        if (waiting(rows, webhook.name()) >= MOST_WAITING) {
            return false;
        }
        Telling before = told.get();
        insert(rows, webhook, Telling.Event.CONTINUED, merged, before.thread(), nowMicros);
        remember(
                rows,
                webhook.name(),
                into.number(),
                new Telling(
                        into.generation(),
                        before.severity(),
                        before.state(),
                        before.thread(),
                        before.answering()));
        remember(
                rows,
                webhook.name(),
                merged.number(),
                new Telling(
                        before.generation(),
                        before.severity(),
                        Incident.State.RESOLVED,
                        before.thread(),
                        before.answering()));
        return true;
    }

    private static boolean put(Transaction rows, Webhook webhook, Incident incident, long nowMicros)
            throws SQLException {
        Telling told = told(rows, webhook.name(), incident.number()).orElse(null);
        List<Telling.Event> events = Telling.next(webhook, incident, told);
        if (events.isEmpty()) {
            return true;
        }
        if (waiting(rows, webhook.name()) + events.size() > MOST_WAITING) {
            return false;
        }
        Telling after = Telling.of(incident, told);
        for (Telling.Event event : events) {
            insert(rows, webhook, event, incident, after.thread(), nowMicros);
        }
        remember(rows, webhook.name(), incident.number(), after);
        return true;
    }

    private static void insert(
            Transaction rows,
            Webhook webhook,
            Telling.Event event,
            Incident incident,
            String thread,
            long nowMicros)
            throws SQLException {
        long number =
                rows.first(
                                "SELECT COALESCE(MAX(number), 0) + 1 AS next FROM notice",
                                row -> row.number("next"))
                        .orElse(1L);
        String key = thread + "-" + event.label() + "-" + number;
        rows.update(
                "INSERT INTO notice (number, webhook, incident, event, notice_key, body,"
                        + " created_micros, attempts, next_micros, state)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 'waiting')",
                number,
                webhook.name(),
                incident.number(),
                event.label(),
                key,
                NoticeBody.of(webhook.shape(), event, incident, thread, key, nowMicros),
                nowMicros);
    }

    private static long waiting(Transaction rows, String webhook) throws SQLException {
        return rows.first(
                        "SELECT COUNT(*) AS n FROM notice WHERE state = 'waiting' AND webhook = ?",
                        row -> row.number("n"),
                        webhook)
                .orElse(0L);
    }

    private static Optional<Telling> told(Transaction rows, String webhook, long incident)
            throws SQLException {
        return rows
                .known(
                        "SELECT generation, severity, state, thread, answering FROM telling WHERE"
                                + " webhook = ? AND incident = ?",
                        row ->
                                new Telling(
                                        (int) row.number("generation"),
                                        Severity.valueOf(upper(row.text("severity"))),
                                        Incident.State.valueOf(upper(row.text("state"))),
                                        row.text("thread"),
                                        names(row.textOrNull("answering"))),
                        webhook,
                        incident)
                .stream()
                .findFirst();
    }

    private static @Nullable Set<String> names(@Nullable String lines) {
        return lines == null
                ? null
                : lines.lines().filter(name -> !name.isEmpty()).collect(Collectors.toSet());
    }

    private static String upper(String label) {
        return label.toUpperCase(Locale.ROOT);
    }

    private static void remember(Transaction rows, String webhook, long incident, Telling telling)
            throws SQLException {
        rows.update(
                "INSERT INTO telling (webhook, incident, generation, severity, state, thread,"
                        + " answering) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (webhook,"
                        + " incident) DO UPDATE SET generation = excluded.generation, severity ="
                        + " excluded.severity, state = excluded.state, thread = excluded.thread,"
                        + " answering = excluded.answering",
                webhook,
                incident,
                telling.generation(),
                telling.severity().label(),
                telling.state().label(),
                telling.thread(),
                telling.answering() == null
                        ? null
                        : String.join("\n", new TreeSet<>(telling.answering())));
    }

    /// The first that waits of each incident, where its time has come; oldest first. A time that is
    /// further away than any pause was written by a clock that was wrong, and has come.
    static List<Notice> due(Transaction rows, String webhook, long nowMicros, int limit)
            throws SQLException {
        return rows.list(
                "SELECT * FROM notice WHERE state = 'waiting' AND webhook = ? AND (next_micros"
                        + " <= ? OR next_micros > ?) AND number IN (SELECT MIN(number) FROM notice WHERE state = 'waiting'"
                        + " AND webhook = ? GROUP BY incident) ORDER BY number LIMIT ?",
                Outbox::notice,
                webhook,
                nowMicros,
                nowMicros + TimeUnit.MICROSECONDS.convert(Notices.LONGEST_PAUSE),
                webhook,
                limit);
    }

    private static Notice notice(Row row) throws SQLException {
        return new Notice(
                row.number("number"),
                row.text("webhook"),
                row.number("incident"),
                row.text("event"),
                row.text("notice_key"),
                row.text("body"),
                row.number("created_micros"),
                (int) row.number("attempts"));
    }

    static void sent(Transaction rows, long number) throws SQLException {
        rows.update(
                "UPDATE notice SET state = 'sent', attempts = attempts + 1, problem = NULL WHERE"
                        + " number = ?",
                number);
    }

    static void failed(Transaction rows, long number, long nextMicros, String problem)
            throws SQLException {
        rows.update(
                "UPDATE notice SET attempts = attempts + 1, next_micros = ?, problem = ? WHERE"
                        + " number = ?",
                nextMicros,
                problem,
                number);
    }

    /// Gives up what waits for longer than it may; the last that is kept is never the newest one,
    /// whose number says which comes next.
    ///
    /// @return how many were given up
    static int sweep(Transaction rows, long createdBefore) throws SQLException {
        int givenUp =
                rows.update(
                        "UPDATE notice SET state = 'given up' WHERE state = 'waiting' AND"
                                + " created_micros < ?",
                        createdBefore);
        rows.update(
                "DELETE FROM notice WHERE state <> 'waiting' AND number <= (SELECT MAX(number)"
                        + " FROM notice) - ?",
                MOST_DONE);
        rows.update("DELETE FROM telling WHERE incident NOT IN (SELECT number FROM incident)");
        return givenUp;
    }

    /// How the notices of one webhook are.
    ///
    /// @param problem why the oldest of those that wait was not taken, or null
    public record Summary(String webhook, long waiting, long givenUp, @Nullable String problem) {}

    static Summary summary(Transaction rows, String webhook) throws SQLException {
        long givenUp =
                rows.first(
                                "SELECT COUNT(*) AS n FROM notice WHERE state = 'given up' AND"
                                        + " webhook = ?",
                                row -> row.number("n"),
                                webhook)
                        .orElse(0L);
        String problem =
                rows
                        .list(
                                "SELECT problem FROM notice WHERE state = 'waiting' AND webhook ="
                                        + " ? AND problem IS NOT NULL ORDER BY number LIMIT 1",
                                row -> row.text("problem"),
                                webhook)
                        .stream()
                        .findFirst()
                        .orElse(null);
        return new Summary(webhook, waiting(rows, webhook), givenUp, problem);
    }
}
