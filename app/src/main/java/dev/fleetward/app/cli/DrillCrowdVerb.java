package dev.fleetward.app.cli;

import dev.fleetward.app.drill.CrowdDrill;
import dev.fleetward.app.drill.CrowdReport;
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

/// `drill crowd`. Confined to the main thread.
@Command(
        name = "crowd",
        description =
                "Many callers at once against one pool and its budgets, with callers that leave and"
                        + " a provider that fails: no cap is exceeded, nothing is left behind, and"
                        + " callers, ledger and bills agree.",
        footer = "Exit codes: 0 every promise held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class DrillCrowdVerb implements Callable<Integer> {
    private final Host host;
    private final SecureRandom random;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "60s",
            description = "How long. Default ${DEFAULT-VALUE}.")
    private Duration time = Duration.ofSeconds(60);

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many callers. Default ${DEFAULT-VALUE}.")
    private int threads = 64;

    @Mixin private DrillRun drilling = new DrillRun();

    DrillCrowdVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() throws Exception {
        return drilling.run(
                host,
                random,
                threads + " callers against one pool for " + time.toSeconds() + " s",
                (folder, seed, progress) ->
                        CrowdDrill.prepare(settings(folder, seed), host.clock(), random, progress),
                new DrillRun.Telling<>(DrillCrowdVerb::lines, DrillCrowdVerb::add));
    }

    private CrowdDrill.Settings settings(Path folder, long seed) {
        return DrillRun.settings(
                () -> new CrowdDrill.Settings(folder, time, threads, seed, List.of()));
    }

    private static List<String> lines(CrowdReport report) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d calls: %d whole, %d errors and refusals, %d left in the answer, %d left before it",
                        report.sent(),
                        report.whole(),
                        report.failed(),
                        report.hungUp(),
                        report.leftWaiting()),
                String.format(
                        Locale.ROOT,
                        "%d attempts and %d refusals in the ledger, %d calls on the bill, at most %d seen waiting",
                        report.attempts(),
                        report.refused(),
                        report.billed(),
                        report.mostWaiting()));
    }

    private static void add(ObjectNode result, CrowdReport report) {
        result.put("sent", report.sent()).put("whole", report.whole());
        result.put("errors", report.failed()).put("hungUp", report.hungUp());
        result.put("leftWaiting", report.leftWaiting()).put("attempts", report.attempts());
        result.put("refused", report.refused()).put("billed", report.billed());
        result.put("mostWaiting", report.mostWaiting());
    }
}
