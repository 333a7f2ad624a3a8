package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.AdminRoute.optional;
import static dev.fleetward.control.admin.AdminRoute.required;
import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.control.incident.Complaint;
import dev.fleetward.control.incident.Complaints;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.objective.Complained;
import dev.fleetward.core.objective.Verdict;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Owner;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the admin API does with what users complain of. Thread-safe.
final class ComplaintRoutes {
    private static final int LONGEST_TEXT = 2_000;
    private static final int MOST = 1_000;
    private static final Duration LOOK_UP_TIME = Duration.ofSeconds(10);

    /// The flaws that count against an endpoint, as SQL lists them.
    private static final String HELD =
            Arrays.stream(Flaw.values())
                    .filter(Flaw::heldAgainstEndpoint)
                    .map(flaw -> "'" + flaw.label() + "'")
                    .collect(Collectors.joining(", "));

    private final Sources sources;
    private final QueryPermits permits;

    ComplaintRoutes(Sources sources, QueryPermits permits) {
        this.sources = sources;
        this.permits = permits;
    }

    List<AdminRoute> table() {
        return List.of(
                AdminRoute.post(
                        "/v1/complaints",
                        "Takes a user's complaint of an answer to its endpoint's owner; one of each"
                                + " call.",
                        this::complain,
                        required("callId", "string", "The answer's `fleetward-call-id`."),
                        optional("text", "string", "What they said, at most 2000 characters."),
                        optional("by", "string", "Who hands it in.")),
                AdminRoute.get(
                        "/v1/complaints",
                        "The newest complaints, newest first.",
                        this::newest,
                        optional("limit", "integer", "At most 1000; 50 if absent.")));
    }

    private Reply complain(Question question) throws Exception {
        String callId = question.text("callId", "").strip();
        if (CallId.parse(callId).isEmpty()) {
            throw AdminFault.badRequest(
                    "callId (expected: the answer's fleetward-call-id, such as"
                            + " fw_01k0m3v8qz6t5r9n2x7c4b1hjd)");
        }
        String text = IncidentRoutes.line(question.text("text"), "text", LONGEST_TEXT);
        List<@Nullable Object> call = call(callId);
        Complaint complaint =
                new Complaint(
                        callId,
                        sources.clock().wallMicros(),
                        IncidentRoutes.by(question),
                        text,
                        complained(call),
                        text(call, 2),
                        text(call, 3),
                        text(call, 4));
        boolean added = sources.incidents().complaints().add(complaint);
        return Reply.json(answer(complaint, added, call));
    }

    private static Complained complained(List<@Nullable Object> call) {
        Ending ending = Ending.valueOf(String.valueOf(text(call, 5)).toUpperCase(Locale.ROOT));
        String flaw = text(call, 6);
        return new Complained(
                text(call, 0),
                text(call, 8),
                text(call, 1),
                call.get(9) instanceof Number ended ? ended.longValue() : 0,
                Verdict.ofComplaint(ending, flaw == null ? null : flaw(flaw)));
    }

    /// One that this version does not know is held against nobody.
    private static @Nullable Flaw flaw(String label) {
        return Arrays.stream(Flaw.values())
                .filter(flaw -> flaw.label().equals(label))
                .findFirst()
                .orElse(null);
    }

    /// The attempt that answered the call, else the last that was sent anywhere.
    private List<@Nullable Object> call(String callId) throws Exception {
        try (QueryPermits.Permit _ = permits.take()) {
            LedgerQueries.Table found =
                    sources.ledger()
                            .sql(
                                    "SELECT feature, endpoint, pool, provider, region_asked,"
                                            + " outcome, flaw, failure, coalesce(fallback_of,"
                                            + " route), epoch_us(coalesce(ended_at,"
                                            + " accepted_at)) FROM events WHERE call_id ="
                                            + " '"
                                            + callId
                                            + "' ORDER BY is_last DESC, endpoint IS NULL, attempt"
                                            + " DESC LIMIT 1",
                                    1,
                                    LOOK_UP_TIME);
            if (found.rows().isEmpty()) {
                throw new AdminFault(
                        404,
                        "unknown_call",
                        "no call of the ledger has the id "
                                + callId
                                + " (one that ended just now is there a moment later)");
            }
            return found.rows().getFirst();
        }
    }

    private Object answer(Complaint complaint, boolean added, List<@Nullable Object> call)
            throws Exception {
        String endpoint = complaint.call().endpoint();
        Owner owner = owner(endpoint);
        return members(
                "callId",
                complaint.callId(),
                "new",
                added,
                "feature",
                complaint.call().feature(),
                "endpoint",
                endpoint,
                "owner",
                owner == null ? null : owner.name(),
                "contact",
                owner == null ? null : owner.contact(),
                "outcome",
                text(call, 5),
                "flaw",
                text(call, 6),
                "failure",
                text(call, 7),
                "complaintsWithinTheHour",
                endpoint == null ? 0 : sources.incidents().complaints().lately(endpoint),
                "alertFrom",
                Complaints.ENOUGH,
                "machineSeen",
                endpoint == null ? null : machineSeen(endpoint));
    }

    private @Nullable Owner owner(@Nullable String name) {
        FleetSnapshot snapshot = sources.snapshot().get();
        Endpoint endpoint =
                snapshot == null || name == null ? null : snapshot.endpoints().get(name);
        return endpoint == null ? null : endpoint.responsible();
    }

    /// What the fleet itself saw of the endpoint within the same time.
    private Object machineSeen(String endpoint) throws Exception {
        String since =
                Instant.EPOCH
                        .plus(sources.clock().wallMicros(), ChronoUnit.MICROS)
                        .minus(Complaints.WINDOW)
                        .toString()
                        .replace('T', ' ')
                        .replace("Z", "");
        try (QueryPermits.Permit _ = permits.take()) {
            LedgerQueries.Table found =
                    sources.ledger()
                            .sql(
                                    "SELECT count(*), count(*) FILTER (WHERE blame IN"
                                            + " ('provider', 'network')), count(*) FILTER (WHERE flaw IN"
                                            + " ("
                                            + HELD
                                            + ")), count(*) FILTER (WHERE flaw NOT IN ("
                                            + HELD
                                            + ")) FROM events"
                                            + " WHERE endpoint = '"
                                            + endpoint.replace("'", "''")
                                            + "' AND accepted_at >= TIMESTAMP '"
                                            + since
                                            + "'",
                                    1,
                                    LOOK_UP_TIME);
            List<@Nullable Object> row = found.rows().getFirst();
            return members(
                    "attempts", row.get(0),
                    "failures", row.get(1),
                    "flaws", row.get(2),
                    "flawsNotHeldAgainstIt", row.get(3));
        }
    }

    private Reply newest(Question question) throws Exception {
        int limit = question.number("limit", 1, MOST, 50);
        return Reply.json(
                members(
                        "complaints",
                        sources.incidents().complaints().newest(limit).stream()
                                .map(one ->
                                        members(
                                                "callId", one.callId(),
                                                "at", IncidentView.time(one.atWallMicros()),
                                                "by", one.actor(),
                                                "text", one.words(),
                                                "feature", one.call().feature(),
                                                "endpoint", one.call().endpoint()))
                                .toList()));
    }

    private static @Nullable String text(List<@Nullable Object> row, int column) {
        Object value = row.get(column);
        return value == null ? null : value.toString();
    }
}
