package dev.fleetward.app.cli;

import dev.fleetward.app.drill.CrowdDrill;
import dev.fleetward.app.drill.CrowdReport;
import dev.fleetward.app.host.Host;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
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
        long used = drilling.seed(random);
        PrintStream words = drilling.words(host);
        Path folder = DrillRun.folder();
        words.println(
                threads
                        + " callers against one pool for "
                        + time.toSeconds()
                        + " s; --seed "
                        + used);
        CrowdReport report;
        try (CrowdDrill drill =
                CrowdDrill.prepare(
                        settings(folder, used),
                        host.clock(),
                        random,
                        step -> words.println("  " + step))) {
            report = drill.run();
        }
        if (drilling.json()) {
            host.out().println(json(used, report));
        } else {
            print(report);
        }
        return drilling.end(host, folder, report.held());
    }

    private CrowdDrill.Settings settings(Path folder, long used) {
        return DrillRun.settings(
                () -> new CrowdDrill.Settings(folder, time, threads, used, List.of()));
    }

    private void print(CrowdReport report) {
        PrintStream out = host.out();
        out.println();
        out.println(
                String.format(
                        Locale.ROOT,
                        "%d calls: %d whole, %d errors and refusals, %d left in the answer, %d left before it",
                        report.sent(),
                        report.whole(),
                        report.failed(),
                        report.hungUp(),
                        report.leftWaiting()));
        out.println(
                String.format(
                        Locale.ROOT,
                        "%d attempts and %d refusals in the ledger, %d calls on the bill, at most %d seen waiting",
                        report.attempts(),
                        report.refused(),
                        report.billed(),
                        report.mostWaiting()));
        out.println();
        Promises.print(out, report.promises());
        out.println();
        out.println(report.held() ? "every promise held" : "a promise was broken");
    }

    private static ObjectNode json(long seed, CrowdReport report) {
        ObjectNode result = new JsonMapper().createObjectNode();
        result.put("seed", seed).put("held", report.held());
        result.put("sent", report.sent()).put("whole", report.whole());
        result.put("errors", report.failed()).put("hungUp", report.hungUp());
        result.put("leftWaiting", report.leftWaiting()).put("attempts", report.attempts());
        result.put("refused", report.refused()).put("billed", report.billed());
        result.put("mostWaiting", report.mostWaiting());
        Promises.add(result, report.promises());
        return result;
    }
}
