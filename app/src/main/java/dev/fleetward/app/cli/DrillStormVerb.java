package dev.fleetward.app.cli;

import dev.fleetward.app.drill.StormDrill;
import dev.fleetward.app.drill.StormReport;
import dev.fleetward.app.host.Host;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `drill storm`. Confined to the main thread.
@Command(
        name = "storm",
        description =
                "An endpoint that all features of several owners use dies under load and comes back:"
                        + " others serve its calls, whole or streamed, in both dialects; there is one"
                        + " incident, one page for each owner, and no second outage.",
        footer = "Exit codes: 0 every promise held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class DrillStormVerb implements Callable<Integer> {
    private final Host host;
    private final SecureRandom random;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "60",
            description = "Calls of each feature before the death. Default ${DEFAULT-VALUE}.")
    private int calls = 60;

    @Option(
            names = "--down",
            paramLabel = "TIME",
            defaultValue = "15s",
            description = "How long it is dead at least. Default ${DEFAULT-VALUE}.")
    private Duration down = Duration.ofSeconds(15);

    @Option(
            names = "--pause",
            paramLabel = "MILLIS",
            defaultValue = "20",
            description = "How long a caller rests between calls. Default ${DEFAULT-VALUE}.")
    private long pause = 20;

    @Mixin private DrillRun drilling = new DrillRun();

    DrillStormVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() throws Exception {
        return drilling.run(
                host,
                random,
                "an endpoint dies for " + down.toSeconds() + " s or more",
                (folder, seed, progress) ->
                        StormDrill.prepare(settings(folder, seed), host.clock(), random, progress),
                new DrillRun.Telling<>(DrillStormVerb::lines, DrillStormVerb::add));
    }

    private StormDrill.Settings settings(Path folder, long seed) {
        return DrillRun.settings(
                () -> new StormDrill.Settings(folder, calls, down, pause, seed, List.of()));
    }

    private static List<String> lines(StormReport report) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d calls that others can serve: %d failed, %d streams were cut in the"
                                + " middle; %d that nothing else serves: %d failed",
                        report.calls(),
                        report.failed(),
                        report.brokenOff(),
                        report.alone(),
                        report.aloneFailed()));
    }

    private static void add(ObjectNode result, StormReport report) {
        result.put("calls", report.calls()).put("failed", report.failed());
        result.put("brokenOff", report.brokenOff());
        result.put("alone", report.alone()).put("aloneFailed", report.aloneFailed());
        result.put("failovers", report.failedOver());
        result.put("firstFailoverMillis", report.firstFailoverMillis());
        result.put("medianFailoverMillis", report.medianFailoverMillis());
        result.put("rampMillis", report.rampMillis());
    }
}
