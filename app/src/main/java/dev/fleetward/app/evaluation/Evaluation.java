package dev.fleetward.app.evaluation;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.OwnCertificate;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.control.registry.SuiteConfig;
import dev.fleetward.core.evaluation.PassRate;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Runs suites at a running node: opens a run, asks, keeps the results at the node, and ends the
/// run. Confined to one thread.
public final class Evaluation {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final int MINUTES = 240;

    private final AdminClient admin;
    private final Clock clock;
    private final BooleanSupplier stopWished;
    private final Consumer<String> progress;

    /// Which endpoints of the route are asked; an empty set does not choose. Immutable.
    public record Choice(Set<String> endpoints, Set<String> regions) {
        public Choice {
            endpoints = Set.copyOf(endpoints);
            regions = Set.copyOf(regions);
        }

        private boolean takes(Target target) {
            String region = target.region();
            return (endpoints.isEmpty() || endpoints.contains(target.endpoint()))
                    && (regions.isEmpty() || (region != null && regions.contains(region)));
        }
    }

    /// @param stopWished asked before each call
    /// @param progress told a line for people after each call
    public Evaluation(
            AdminClient admin, Clock clock, BooleanSupplier stopWished, Consumer<String> progress) {
        this.admin = admin;
        this.clock = clock;
        this.stopWished = stopWished;
        this.progress = progress;
    }

    /// @param moment how reports call this time of day; null where it does not matter
    /// @param window outside of which the run is broken off; null for none
    /// @throws Trouble where it cannot be run
    public Report run(
            SuiteConfig suite, Choice choice, @Nullable String moment, @Nullable DayWindow window)
            throws InterruptedException {
        ObjectNode ask = JsonMapper.shared().createObjectNode();
        ask.put("suite", suite.name())
                .put("feature", suite.feature())
                .put("route", suite.route())
                .put("minutes", MINUTES);
        JsonNode opened = admin.post("/v1/evaluations", ask);
        String run = opened.path("run").asString("");
        try {
            List<String> leftOut = new ArrayList<>();
            List<Target> targets =
                    chosen(suite, Target.of(opened.path("endpoints")), choice, leftOut);
            Report report =
                    new Report(
                            run,
                            moment,
                            suite,
                            ask(suite, targets, opened.path("key").asString(""), window),
                            leftOut);
            keep(report);
            return report;
        } finally {
            admin.post("/v1/evaluations/" + run + "/end", JsonMapper.shared().createObjectNode());
        }
    }

    private static List<Target> chosen(
            SuiteConfig suite, List<Target> all, Choice choice, List<String> leftOut) {
        List<Target> chosen = new ArrayList<>();
        Set<String> unknown = new TreeSet<>(choice.endpoints());
        for (Target each : all) {
            unknown.remove(each.endpoint());
            if (!choice.takes(each)) {
                continue;
            }
            if (!each.allowed()) {
                leftOut.add(each.endpoint() + " lies outside the zones that may serve");
            } else if (each.stopped()) {
                leftOut.add(each.endpoint() + " was stopped on purpose");
            } else if (each.price() == null) {
                throw new Trouble(
                        Trouble.USAGE,
                        "the price of "
                                + each.model()
                                + " at "
                                + each.endpoint()
                                + " is not known, so no budget can be held",
                        "Give it one under `prices` in fleetward.yaml, or leave the endpoint out.");
            } else {
                chosen.add(each);
            }
        }
        if (!unknown.isEmpty() || chosen.isEmpty()) {
            throw new Trouble(
                    Trouble.USAGE,
                    unknown.isEmpty()
                            ? "no endpoint to ask"
                                    + (leftOut.isEmpty() ? "" : ": " + String.join("; ", leftOut))
                            : "the route "
                                    + suite.route()
                                    + " has no endpoint "
                                    + String.join(", ", unknown),
                    "It has "
                            + String.join(", ", all.stream().map(Target::endpoint).toList())
                            + ".");
        }
        int planned = SuiteRun.planned(suite, chosen.size());
        if (planned > suite.calls().value()) {
            throw new Trouble(
                    Trouble.USAGE,
                    "a run takes " + planned + " calls, and may make " + suite.calls().value(),
                    "Raise `calls` in the suite, or take fewer --samples.");
        }
        return chosen;
    }

    private SuiteRun.Ended ask(
            SuiteConfig suite, List<Target> targets, String key, @Nullable DayWindow window)
            throws InterruptedException {
        try (HttpClient http = http()) {
            return new SuiteRun(
                            suite,
                            targets,
                            new GatewayCaller(http, admin.node().gateway(), key, clock),
                            () -> over(window),
                            progress)
                    .run();
        }
    }

    /// Trusts the node's own certificate, which need not be signed by anybody.
    private HttpClient http() {
        HttpClient.Builder http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_LIMIT);
        Path certificate = admin.node().certificate();
        if (certificate != null) {
            try {
                http.sslContext(OwnCertificate.trusting(certificate));
            } catch (IOException | GeneralSecurityException unreadable) {
                throw new Trouble(
                        Trouble.USAGE,
                        "the gateway's certificate " + certificate + " cannot be read",
                        "Only who may read it can ask the gateway: " + unreadable.getMessage(),
                        unreadable);
            }
        }
        return http.build();
    }

    private @Nullable String over(@Nullable DayWindow window) {
        return stopWished.getAsBoolean()
                ? "stopped"
                : window != null && !window.has(now()) ? window + " is over" : null;
    }

    private Instant now() {
        return Instant.EPOCH.plus(clock.wallMicros(), ChronoUnit.MICROS);
    }

    /// A result for each region and version that answered; samples without an answer are in each.
    private void keep(Report report) {
        int cases = report.suite().cases().size();
        for (EndpointTally tally : report.ended().endpoints()) {
            for (EndpointTally.Cell cell : tally.cells().keySet()) {
                if (cell.version() == null && tally.cells().size() > 1) {
                    continue;
                }
                PassRate rate = tally.of(cell);
                ObjectNode row = JsonMapper.shared().createObjectNode();
                row.put("endpoint", tally.target().endpoint())
                        .put("passed", rate.passed())
                        .put("samples", rate.samples())
                        .put("planned", tally.planned(cell, cases))
                        .put("thresholdPpm", report.suite().pass().partsPerMillion());
                put(row, "region", cell.region());
                put(row, "version", cell.version());
                put(row, "moment", report.moment());
                admin.post("/v1/evaluations/" + report.run() + "/results", row);
            }
        }
    }

    private static void put(ObjectNode row, String name, @Nullable String value) {
        if (value != null) {
            row.put(name, value);
        }
    }

    /// What the reports come to.
    ///
    /// @return 0 passed everywhere, 1 not passed somewhere, 2 not decided
    public static int exitCode(List<Report> reports) {
        if (reports.stream().anyMatch(Report::failed)) {
            return Trouble.PROBLEM;
        }
        return !reports.isEmpty() && reports.stream().allMatch(Report::passed) ? 0 : Trouble.USAGE;
    }
}
