package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.evaluation.DayWindow;
import dev.fleetward.app.evaluation.Evaluation;
import dev.fleetward.app.evaluation.Report;
import dev.fleetward.app.evaluation.Reports;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.StopSignal;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.control.registry.SuiteConfig;
import dev.fleetward.control.registry.SuiteFile;
import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `eval`. Confined to the main thread.
@Command(
        name = "eval",
        description = "Run an eval suite through each endpoint of a route.",
        footer =
                "Exit codes: 0 passed at every endpoint, 1 not passed at some, 2 could not run, or"
                        + " samples are missing that would decide.",
        sortOptions = false)
final class EvalVerb implements Callable<Integer> {
    private static final Duration LONGEST_STEP = Duration.ofMillis(100);

    private final Host host;

    @Parameters(index = "0", arity = "0..1", paramLabel = "SUITE.yaml", description = "The suite.")
    private @Nullable Path file;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "Only this endpoint of the route; may be repeated.")
    private List<String> endpoints = List.of();

    @Option(
            names = "--region",
            paramLabel = "NAME",
            description = "Only endpoints of this region; may be repeated.")
    private List<String> regions = List.of();

    @Option(
            names = "--samples",
            paramLabel = "N",
            description = "Samples of every case at every endpoint, whatever the suite says.")
    private @Nullable Integer samples;

    @Option(
            names = "--peak",
            paramLabel = "HOURS",
            description = "When the peak is, such as \"09:00-11:00 America/New_York\".")
    private @Nullable String peak;

    @Option(
            names = "--at-peak",
            description = "Run at the peak: wait for it; what is left when it ends is not asked.")
    private boolean atPeak;

    @Option(
            names = "--repeat",
            description = "Run at the peak and at the trough, whichever comes first, and compare.")
    private boolean repeat;

    @Option(
            names = "--trough",
            paramLabel = "HOURS",
            description = "When the trough is; if absent, twelve hours after the peak.")
    private @Nullable String trough;

    @Option(names = "--no-wait", description = "With --at-peak: give up if it is not the peak now.")
    private boolean noWait;

    @Option(
            names = "--list",
            description = "Show the results that the node keeps, and run nothing.")
    private boolean list;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    EvalVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (list) {
            return list();
        }
        SuiteConfig suite = suite();
        Map<String, DayWindow> moments = moments();
        try (AdminClient admin = AdminClient.find(host, data);
                StopSignal stop = StopSignal.listen()) {
            List<Report> reports = new ArrayList<>();
            Evaluation evaluation =
                    new Evaluation(admin, host.clock(), stop::isWished, this::progress);
            Evaluation.Choice choice =
                    new Evaluation.Choice(Set.copyOf(endpoints), Set.copyOf(regions));
            if (moments.isEmpty()) {
                reports.add(evaluation.run(suite, choice, null, null));
            }
            for (Map.Entry<String, DayWindow> moment : inOrder(moments)) {
                if (await(moment.getKey(), moment.getValue(), stop)) {
                    reports.add(evaluation.run(suite, choice, moment.getKey(), moment.getValue()));
                }
            }
            return told(reports, moments.size());
        } catch (Trouble trouble) {
            // 1 says that an endpoint did not pass.
            throw new Trouble(
                    Trouble.USAGE, String.valueOf(trouble.getMessage()), trouble.hint(), trouble);
        }
    }

    private int told(List<Report> reports, int moments) {
        if (host.screen().repaints() && !json) {
            host.out().print("\r\u001b[K");
        }
        if (reports.isEmpty()) {
            throw new Trouble(Trouble.USAGE, "stopped before anything was asked", "");
        }
        if (json) {
            Reports.json(reports, host.out());
        } else {
            Reports.print(reports, host.out(), host.screen());
        }
        int exitCode = Evaluation.exitCode(reports);
        return exitCode == 0 && reports.size() < moments ? Trouble.USAGE : exitCode;
    }

    private SuiteConfig suite() {
        if (file == null) {
            throw new Trouble(
                    Trouble.USAGE, "no suite", "Name its file, or ask for results with --list.");
        }
        return switch (SuiteFile.load(host.resolve(file))) {
            case SuiteFile.Result.Sound(SuiteConfig suite) -> sampled(suite);
            case SuiteFile.Result.Faulty faulty ->
                    throw new Trouble(
                            Trouble.USAGE,
                            "the suite has mistakes\n"
                                    + ProblemReport.text(faulty.problems()).stripTrailing(),
                            "");
        };
    }

    private SuiteConfig sampled(SuiteConfig suite) {
        try {
            return samples == null ? suite : suite.withSamples(samples);
        } catch (IllegalArgumentException outOfBounds) {
            throw new Trouble(
                    Trouble.USAGE, "--samples: " + outOfBounds.getMessage(), "", outOfBounds);
        }
    }

    /// By name; empty where the time of day does not matter.
    private Map<String, DayWindow> moments() {
        Map<String, DayWindow> moments = new LinkedHashMap<>();
        if (!atPeak && !repeat) {
            if (peak != null || trough != null) {
                throw new Trouble(
                        Trouble.USAGE, "--peak and --trough go with --at-peak or --repeat", "");
            }
            return moments;
        }
        if (peak == null) {
            throw new Trouble(
                    Trouble.USAGE,
                    "nobody says when the peak is",
                    "Say it, such as --peak \"09:00-11:00 America/New_York\".");
        }
        if (noWait && repeat) {
            throw new Trouble(Trouble.USAGE, "--repeat waits, --no-wait does not", "");
        }
        DayWindow high = window(peak);
        moments.put("peak", high);
        if (repeat) {
            DayWindow low = trough == null ? high.opposite() : window(trough);
            if (high.overlaps(low, now())) {
                throw new Trouble(
                        Trouble.USAGE,
                        "the peak " + high + " and the trough " + low + " overlap",
                        "");
            }
            moments.put("trough", low);
        }
        return moments;
    }

    private static DayWindow window(String text) {
        try {
            return DayWindow.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new Trouble(Trouble.USAGE, String.valueOf(wrong.getMessage()), "", wrong);
        }
    }

    /// What comes first is run first.
    private List<Map.Entry<String, DayWindow>> inOrder(Map<String, DayWindow> moments) {
        Instant now = now();
        return moments.entrySet().stream()
                .sorted(java.util.Comparator.comparing(moment -> moment.getValue().until(now)))
                .toList();
    }

    /// Waits until the window begins.
    ///
    /// @return whether it has; false where a stop was wished
    private boolean await(String name, DayWindow window, StopSignal stop)
            throws InterruptedException {
        Duration left = window.until(now());
        if (!left.isZero() && noWait) {
            throw new Trouble(
                    Trouble.USAGE,
                    "it is not the " + name + " now (" + window + ")",
                    "It begins in " + left.toMinutes() + " min.");
        }
        if (!left.isZero()) {
            words().println(
                            "waiting for the "
                                    + name
                                    + " ("
                                    + window
                                    + "), which begins in "
                                    + left.toMinutes()
                                    + " min");
        }
        while (!left.isZero() && !stop.isWished()) {
            Duration step = left.compareTo(LONGEST_STEP) < 0 ? left : LONGEST_STEP;
            stop.await(Math.max(1, step.toMillis()), TimeUnit.MILLISECONDS);
            left = window.until(now());
        }
        return left.isZero() && !stop.isWished();
    }

    private Instant now() {
        return Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS);
    }

    private PrintStream words() {
        return json ? host.err() : host.out();
    }

    /// Only where a line can be written over; a log would be filled with it.
    private void progress(String line) {
        if (!json && host.screen().repaints()) {
            host.out().print("\r" + line + "\u001b[K");
        }
    }

    private int list() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            String query =
                    endpoints.size() == 1
                            ? "&endpoint="
                                    + URLEncoder.encode(
                                            endpoints.getFirst(), StandardCharsets.UTF_8)
                            : "";
            JsonNode answer = admin.get("/v1/evaluations?limit=100" + query);
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return 0;
        }
    }

    private void print(JsonNode answer) {
        TextTable table =
                new TextTable()
                        .words("at")
                        .words("suite")
                        .words("route")
                        .words("endpoint")
                        .words("region")
                        .words("version")
                        .words("verdict")
                        .numbers("passed")
                        .words("when")
                        .words("by");
        for (JsonNode each : answer.path("results")) {
            table.row(
                    each.path("at").asString("").replaceAll("T|\\..*", " ").strip(),
                    each.path("suite").asString(""),
                    each.path("route").asString(""),
                    each.path("endpoint").asString(""),
                    each.path("region").asString("–"),
                    each.path("version").asString("–"),
                    each.path("verdict").asString(""),
                    each.path("passedSamples").asLong(0) + "/" + each.path("samples").asLong(0),
                    each.path("moment").asString(""),
                    each.path("by").asString(""));
        }
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
