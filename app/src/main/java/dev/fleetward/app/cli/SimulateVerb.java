package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.testbed.PublicFiles;
import dev.fleetward.testbed.paper.Comparison;
import dev.fleetward.testbed.paper.Experiment;
import dev.fleetward.testbed.paper.Report;
import dev.fleetward.testbed.paper.Suite;
import dev.fleetward.testbed.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `simulate`. Confined to the main thread.
@Command(
        name = "simulate",
        description = "Run admission and scheduling in simulated time: `simulate vtc-real`.",
        synopsisSubcommandLabel = "SIMULATION")
final class SimulateVerb implements Callable<Integer> {
    static CommandLine withSimulations(Host host) {
        CommandLine simulate =
                new CommandLine(new SimulateVerb())
                        .addSubcommand(new VtcReal(host))
                        .addSubcommand(new VtcSuite(host))
                        .addSubcommand(new SimulateCusumVerb(host))
                        .addSubcommand(new SimulateMalformedVerb(host))
                        .addSubcommand(new SimulateMorningVerb(host))
                        .addSubcommand(new SimulateLikenessVerb(host))
                        .addSubcommand(new SimulateRandomVerb(host))
                        .addSubcommand(new SimulateSeasonsRealVerb(host));
        for (Scenario scenario : Scenario.all(host.directory())) {
            CommandLine command = new CommandLine(new SimulateScenarioVerb(scenario, host));
            command.getCommandSpec()
                    .usageMessage()
                    .description(scenario.story().replace("%", "%%"));
            simulate.addSubcommand(scenario.name(), command);
        }
        return simulate;
    }

    @Override
    public Integer call() {
        throw new Trouble(
                Trouble.USAGE,
                "which simulation?",
                "`simulate --help` names them; docs/SIMULATIONS.md says what each one shows.");
    }

    /// What both simulations of the paper's server take. Confined to the main thread.
    static final class PaperOptions {
        @Option(
                names = "--weights",
                paramLabel = "CLIENT=WEIGHT",
                split = ",",
                description = "Weights of clients, such as c0=1,c1=2; 1 if absent.")
        private Map<String, Double> weights = Map.of();

        @Option(
                names = "--runs",
                paramLabel = "N",
                defaultValue = "25",
                description =
                        "Runs of each scheduler, whose mean is shown; they differ in the jitter"
                                + " of the engine's steps. Default ${DEFAULT-VALUE}.")
        private int runs = 25;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "1",
                description = "For the jitter. Default ${DEFAULT-VALUE}.")
        private long seed = 1;

        @Option(names = "--json", description = "Print nothing but the result, as JSON.")
        private boolean json;

        int run(Experiment experiment, Host host) {
            Report report;
            try {
                if (runs < 1) {
                    throw new IllegalArgumentException(
                            "--runs: " + runs + " (expected: at least 1)");
                }
                Experiment weighted =
                        weights.isEmpty() ? experiment : experiment.withWeights(weights);
                report = Comparison.of(weighted, runs, seed);
            } catch (IllegalArgumentException e) {
                throw new Trouble(Trouble.USAGE, String.valueOf(e.getMessage()), "", e);
            }
            if (json) {
                host.out().println(report.toJson());
            } else {
                PaperTables.print(report, host);
            }
            return report.held() ? 0 : Trouble.PROBLEM;
        }
    }

    /// `simulate vtc-real`. Confined to the main thread.
    @Command(
            name = "vtc-real",
            description =
                    "Serve the fairness paper's real trace, or another file of arrivals, under"
                            + " each scheduler, beside the published results.",
            footer = "Exit codes: 0 every gate held, 1 one did not, 2 wrong usage.",
            sortOptions = false)
    static final class VtcReal implements Callable<Integer> {
        private static final String REAL = "traces/vtc/arrivals_real.csv";

        private final Host host;

        @Option(
                names = "--arrivals",
                paramLabel = "FILE",
                description =
                        "CSV with arrival_s,client,input_tokens,output_tokens and perhaps weight;"
                                + " the paper's real trace in shared/data if absent.")
        private @Nullable Path arrivals;

        @Mixin private PaperOptions options = new PaperOptions();

        VtcReal(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            Path file = arrivals != null ? host.resolve(arrivals) : real();
            Experiment experiment;
            try {
                experiment = Experiment.read(file);
            } catch (IOException e) {
                throw new Trouble(
                        Trouble.USAGE, "the arrivals " + file + " cannot be read: " + e, "", e);
            } catch (IllegalArgumentException e) {
                throw new Trouble(Trouble.USAGE, file + ": " + e.getMessage(), "", e);
            }
            return options.run(experiment, host);
        }

        /// Where the launcher lies; nothing where there is none.
        private String home() {
            return host.environment().getOrDefault("FLEETWARD_HOME", "");
        }

        private Path real() {
            return PublicFiles.find(host.directory(), REAL)
                    .or(() -> PublicFiles.find(host.resolve(Path.of(home())), REAL))
                    .orElseThrow(() ->
                            new Trouble(
                                    Trouble.USAGE,
                                    "no shared/data/" + REAL + " beside or above this folder",
                                    "Name a file with --arrivals, or draw one of the paper's"
                                            + " experiments: `fleetward simulate vtc-suite"
                                            + " overload`."));
        }
    }

    /// `simulate vtc-suite`. Confined to the main thread.
    @Command(
            name = "vtc-suite",
            description =
                    "Draw one of the fairness paper's synthetic experiments and serve it under"
                            + " each scheduler.",
            footer = "Exit codes: 0 every gate held, 1 one did not, 2 wrong usage.",
            sortOptions = false)
    static final class VtcSuite implements Callable<Integer> {
        private final Host host;

        @Parameters(
                paramLabel = "NAME",
                description =
                        "overload, overload-multi, overload-weighted, proportional, on_off_less,"
                                + " on_off_overload, poisson_short_long, poisson_short_long_2,"
                                + " increase or dist_shift.")
        private String name = "";

        @Mixin private PaperOptions options = new PaperOptions();

        VtcSuite(Host host) {
            this.host = host;
        }

        @Override
        public Integer call() {
            Suite suite =
                    Suite.ofLabel(name)
                            .orElseThrow(() ->
                                    new Trouble(
                                            Trouble.USAGE,
                                            "no experiment \"" + name + "\"",
                                            "There are "
                                                    + Arrays.stream(Suite.values())
                                                            .map(Suite::label)
                                                            .collect(Collectors.joining(", "))
                                                    + "."));
            return options.run(suite.experiment(), host);
        }
    }
}
