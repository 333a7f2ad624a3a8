package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.testbed.PublicFiles;
import dev.fleetward.testbed.season.RealSeasons;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `simulate seasons-real`. Confined to the main thread.
@Command(
        name = "seasons-real",
        description =
                "How much slower real providers' first token was from 16 to 21 UTC than at 08 UTC,"
                        + " from the history of thefastest.ai.",
        footer = "Exit codes: 0 every gate held, 1 one did not, 2 wrong usage.",
        sortOptions = false)
final class SimulateSeasonsRealVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "CSV with time_utc,region,model,ttft_s, shown without gates; the history in"
                            + " shared/data if absent.")
    private @Nullable Path file;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "For the resamples. Default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Option(
            names = "--resamples",
            paramLabel = "COUNT",
            defaultValue = "2000",
            description = "Of the pairs, for each interval. Default ${DEFAULT-VALUE}.")
    private int resamples = 2_000;

    @Option(names = "--pairs", description = "Show each model and region too.")
    private boolean pairs;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    SimulateSeasonsRealVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        if (resamples < 1) {
            throw new Trouble(
                    Trouble.USAGE, "--resamples: " + resamples + " (expected: at least 1)", "");
        }
        Path from = file != null ? host.resolve(file) : published();
        RealSeasons.Report report;
        try {
            report = RealSeasons.run(from, file == null, seed, resamples);
        } catch (IOException e) {
            throw new Trouble(Trouble.USAGE, from + " cannot be read: " + e, "", e);
        } catch (IllegalArgumentException e) {
            throw new Trouble(Trouble.USAGE, from + ": " + e.getMessage(), "", e);
        }
        if (json) {
            host.out().println(report.toJson());
        } else {
            print(report);
        }
        return report.held() ? 0 : Trouble.PROBLEM;
    }

    private Path published() {
        String home = host.environment().getOrDefault("FLEETWARD_HOME", "");
        return PublicFiles.find(host.directory(), RealSeasons.PUBLISHED)
                .or(() -> PublicFiles.find(host.resolve(Path.of(home)), RealSeasons.PUBLISHED))
                .orElseThrow(() ->
                        new Trouble(
                                Trouble.USAGE,
                                "no shared/data/"
                                        + RealSeasons.PUBLISHED
                                        + " beside or above this folder",
                                "Name a file with --file."));
    }

    private void print(RealSeasons.Report report) {
        host.out()
                .println(
                        "first token, median over models and regions of 16–21 UTC to 08 UTC; a pair with"
                                + " fewer than "
                                + RealSeasons.LEAST_PROBES
                                + " probes on a side is thin and does not count");
        TextTable providers = lines("provider");
        row(providers, report.overall());
        report.providers().forEach(line -> row(providers, line));
        render(providers);
        host.out().println();
        host.out().println("each hour to 08 UTC");
        TextTable hours = lines("hour");
        report.hours().forEach(line -> row(hours, line));
        render(hours);
        if (pairs) {
            host.out().println();
            printPairs(report.pairs());
        }
        if (!report.gates().isEmpty()) {
            host.out().println();
            render(PaperTables.gates(report.gates()));
            host.out().println();
            host.out().println(report.held() ? "every gate held" : "a gate did not hold");
        }
    }

    private static TextTable lines(String what) {
        return new TextTable()
                .words(what)
                .numbers("pairs")
                .numbers("thin")
                .numbers("ratio")
                .numbers("95% interval");
    }

    private static void row(TextTable table, RealSeasons.Line line) {
        table.row(
                line.name(),
                Integer.toString(line.pairs()),
                Integer.toString(line.thin()),
                number(line.ratio()),
                Double.isNaN(line.low())
                        ? "too few"
                        : number(line.low()) + "–" + number(line.high()));
    }

    private void printPairs(List<RealSeasons.Pair> all) {
        TextTable table =
                new TextTable()
                        .words("model")
                        .words("region")
                        .numbers("at 08")
                        .numbers("at 16–21")
                        .numbers("ratio")
                        .words("");
        for (RealSeasons.Pair pair : all) {
            table.row(
                    pair.model(),
                    pair.region(),
                    Integer.toString(pair.morning()),
                    Integer.toString(pair.peak()),
                    number(pair.ratio()),
                    pair.thin() ? "thin" : "");
        }
        render(table);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
    }

    private void render(TextTable table) {
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
