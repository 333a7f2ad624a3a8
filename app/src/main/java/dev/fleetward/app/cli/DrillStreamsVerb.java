package dev.fleetward.app.cli;

import dev.fleetward.app.drill.StreamsDrill;
import dev.fleetward.app.drill.StreamsReport;
import dev.fleetward.app.host.Host;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `drill streams`. Confined to the main thread.
@Command(
        name = "streams",
        description =
                "Streams that break at random bytes, in all dialects, translated and not, on routes"
                        + " that hedge and fail over: every caller sees one endpoint's whole answer"
                        + " or an honest error, and every cost stands in the ledger.",
        footer = "Exit codes: 0 every promise held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class DrillStreamsVerb implements Callable<Integer> {
    private final Host host;
    private final SecureRandom random;

    @Option(
            names = "--calls",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many streams. Default ${DEFAULT-VALUE}.")
    private int calls = 10_000;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "32",
            description = "How many callers at once. Default ${DEFAULT-VALUE}.")
    private int threads = 32;

    @Mixin private DrillRun drilling = new DrillRun();

    DrillStreamsVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() throws Exception {
        return drilling.run(
                host,
                random,
                calls + " streams that may break anywhere",
                (folder, seed, progress) ->
                        StreamsDrill.prepare(
                                settings(folder, seed), host.clock(), random, progress),
                new DrillRun.Telling<>(DrillStreamsVerb::lines, DrillStreamsVerb::add));
    }

    private StreamsDrill.Settings settings(Path folder, long seed) {
        return DrillRun.settings(
                () -> new StreamsDrill.Settings(folder, calls, threads, seed, List.of()));
    }

    private static List<String> lines(StreamsReport report) {
        return List.of(
                String.format(
                        Locale.ROOT,
                        "%d streams: %d whole (%d of them by a further attempt), %d errors before an"
                                + " answer, %d errors in the middle; %d hedges",
                        report.sent(),
                        report.whole(),
                        report.rescued(),
                        report.failed(),
                        report.brokenOff(),
                        report.hedges()));
    }

    private static void add(ObjectNode result, StreamsReport report) {
        result.put("sent", report.sent()).put("whole", report.whole());
        result.put("errors", report.failed()).put("brokenOff", report.brokenOff());
        result.put("rescued", report.rescued()).put("hedges", report.hedges());
    }
}
