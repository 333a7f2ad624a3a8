package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.admin.Rows;
import dev.fleetward.app.drill.Seen.Ending;
import dev.fleetward.app.drill.StormCallers.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Holds what callers, owners and operators saw of an endpoint's death against what is promised of
/// it. Immutable.
///
/// @param died when it began to die and when it was dead, monotonic
/// @param told what came of every call
/// @param steps of the endpoint's breaker since it could be reached again, oldest first
record StormAudit(
        AdminClient admin, StormFleet fleet, Dying died, List<Told> told, List<Step> steps) {

    /// How soon the first call goes elsewhere.
    private static final double FAILOVER_MILLIS = 100;

    private static final String FAILOVERS =
            """
            SELECT (second.sent_ns - first.settled_ns) / 1000000.0 AS millis
            FROM events AS first JOIN events AS second
              ON second.call_id = first.call_id AND second.attempt = first.attempt + 1
            WHERE first.endpoint = 'main' AND first.outcome = 'failed'
              AND second.endpoint <> 'main' AND second.sent_ns IS NOT NULL
            ORDER BY first.settled_ns\
            """;

    /// Monotonic.
    record Dying(long began, long ended) {}

    /// Of a breaker.
    ///
    /// @param to the state that it went to
    record Step(Instant at, String to) {}

    StormReport report() {
        List<Double> millis = failovers();
        List<Told> served = told.stream().filter(call -> call.feature().served()).toList();
        List<Told> alone = told.stream().filter(call -> !call.feature().served()).toList();
        double first = millis.isEmpty() ? -1 : millis.getFirst();
        double median =
                millis.isEmpty() ? -1 : millis.stream().sorted().toList().get(millis.size() / 2);
        return new StormReport(
                served.size(),
                served.stream().filter(call -> failed(call) && !begun(call)).count(),
                served.stream().filter(call -> failed(call) && begun(call)).count(),
                alone.size(),
                alone.stream().filter(StormAudit::failed).count(),
                millis.size(),
                first,
                median,
                ramp(),
                List.of(
                        kept(served),
                        honest(),
                        soon(first, median, millis.size()),
                        oneIncident(),
                        onePage(),
                        gradual()));
    }

    private static boolean failed(Told call) {
        return call.seen().ending() != Ending.WHOLE;
    }

    /// Whether the caller had the head of an answer.
    private static boolean begun(Told call) {
        return call.seen().status() == 200;
    }

    private boolean diedMeanwhile(Told call) {
        return call.began() <= died.ended() && call.ended() >= died.began();
    }

    private Promise kept(List<Told> served) {
        List<String> findings = new ArrayList<>();
        long cut = 0;
        for (Told call : served) {
            if (failed(call)) {
                boolean cutByDeath =
                        call.stream()
                                && begun(call)
                                && call.seen().ending() == Ending.ERROR
                                && diedMeanwhile(call);
                if (cutByDeath) {
                    cut++;
                } else {
                    findings.add(call.seen() + " of " + call.feature().name());
                }
            }
        }
        return new Promise(
                "no call fails that something else can serve, but streams that the death cut in"
                        + " the middle",
                served.size()
                        + " calls of "
                        + StormFleet.SERVED
                        + " features, "
                        + cut
                        + " streams cut",
                findings);
    }

    private Promise honest() {
        List<String> findings =
                told.stream()
                        .filter(call ->
                                switch (call.seen().ending()) {
                                    case WHOLE, ERROR -> false;
                                    case HUNG_UP, LEFT_WAITING, CUT, NOT_SENT, FALSE_END -> true;
                                })
                        .map(call -> call.seen().toString())
                        .toList();
        return new Promise(
                "every call ends with a whole answer or an error that says so, also in the middle",
                told.size()
                        + " calls, "
                        + told.stream().filter(call -> call.seen().ending() == Ending.ERROR).count()
                        + " errors",
                findings);
    }

    private List<Double> failovers() {
        Rows rows = Entry.query(admin, FAILOVERS);
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            millis.add(rows.at(i, "millis").asDouble(0));
        }
        return millis;
    }

    private static Promise soon(double first, double median, int count) {
        List<String> findings = new ArrayList<>();
        if (count == 0) {
            findings.add("no call went elsewhere");
        } else if (first < 0 || first >= FAILOVER_MILLIS || median >= FAILOVER_MILLIS) {
            findings.add("it took longer");
        }
        return new Promise(
                "the first failover, and half of all, within 100 ms of the connection failure",
                String.format(
                        Locale.ROOT,
                        "%d failovers, the first after %.1f ms, the median %.1f ms",
                        count,
                        first,
                        median),
                findings);
    }

    private Promise oneIncident() {
        List<String> findings = new ArrayList<>();
        JsonNode incidents = admin.get("/v1/incidents").path("incidents");
        if (incidents.size() != 1) {
            findings.add(incidents.size() + " incidents: " + incidents);
        }
        JsonNode incident = incidents.path(0);
        JsonNode alerts = incident.path("alerts");
        expect(findings, "cause", StormFleet.ENDPOINT, incident.at("/cause/name"));
        expect(findings, "kind of the cause", "endpoint", incident.at("/cause/kind"));
        expect(findings, "owner", StormFleet.RESPONSIBLE, incident.at("/contacts/0/owner"));
        expect(findings, "first alert", "endpoint_down", alerts.at("/0/kind"));
        String words = alerts.at("/0/words").asString("");
        if (!words.startsWith(StormFleet.ENDPOINT + ": calls fail: ")) {
            findings.add("the first alert says: " + words);
        }
        if (alerts.size() != StormFleet.ALONE + 2) {
            findings.add(
                    alerts.size()
                            + " alerts (expected: the endpoint, its burn, and those of "
                            + StormFleet.ALONE
                            + " features): "
                            + alerts);
        }
        return new Promise(
                "one incident, the endpoint that died first in it",
                incident.path("id").asString("none") + ": " + incident.path("title").asString(""),
                findings);
    }

    private static void expect(
            List<String> findings, String what, String expected, JsonNode actual) {
        if (!actual.asString("").equals(expected)) {
            findings.add(what + ": " + actual.asString("") + " (expected: " + expected + ")");
        }
    }

    private Promise onePage() {
        List<String> findings = new ArrayList<>();
        long pages = 0;
        for (String owner : StormFleet.owners()) {
            List<PageReceiver.Page> woke = fleet.pages().woke(owner);
            pages += woke.size();
            int expected = owner.equals(StormFleet.QUIET) ? 0 : 1;
            if (woke.size() != expected
                    || !woke.stream().allMatch(page -> page.event().equals("opened"))) {
                findings.add(owner + " (expected: " + expected + "): " + woke);
            }
        }
        return new Promise(
                "one page for each owner of what failed or suffers, none for whom others serve",
                pages + " pages for " + StormFleet.owners().size() + " owners",
                findings);
    }

    private Promise gradual() {
        List<String> to = steps.stream().map(Step::to).toList();
        int ramp = to.indexOf("ramp_up");
        List<String> findings = new ArrayList<>();
        if (ramp < 0 || !to.subList(ramp, to.size()).equals(List.of("ramp_up", "closed"))) {
            findings.add("its breaker went " + to);
        }
        return new Promise(
                "it comes back gradually and without a second outage",
                findings.isEmpty() ? shares() : "steps of its breaker: " + to,
                findings);
    }

    private long ramp() {
        Instant from = at("ramp_up");
        Instant to = at("closed");
        return from == null || to == null ? 0 : Duration.between(from, to).toMillis();
    }

    private @Nullable Instant at(String state) {
        return steps.stream()
                .filter(step -> step.to().equals(state))
                .map(Step::at)
                .findFirst()
                .orElse(null);
    }

    /// Which part of the answers came from it while it came back, and afterwards.
    private String shares() {
        Rows rows =
                Entry.query(
                        admin,
                        """
                        SELECT accepted_at >= TIMESTAMP '@TO@' AS back, count(*) AS n,
                          count(*) FILTER (WHERE endpoint = 'main') AS main
                        FROM events WHERE is_last AND outcome = 'succeeded' AND route <> 'alone'
                          AND accepted_at >= TIMESTAMP '@FROM@'
                        GROUP BY 1 ORDER BY 1\
                        """
                                .replace("@FROM@", timestamp(at("ramp_up")))
                                .replace("@TO@", timestamp(at("closed"))));
        StringBuilder words =
                new StringBuilder(
                        String.format(Locale.ROOT, "%.1f s until it took all", ramp() / 1e3));
        for (int i = 0; i < rows.size(); i++) {
            words.append(
                    String.format(
                            Locale.ROOT,
                            ", %s %d of %d answers",
                            rows.at(i, "back").asBoolean(false) ? "then" : "meanwhile",
                            rows.number(i, "main"),
                            rows.number(i, "n")));
        }
        return words.toString();
    }

    private static String timestamp(@Nullable Instant at) {
        return at == null ? "1970-01-01" : at.toString().replace('T', ' ').replace("Z", "");
    }
}
