package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.node.ConfigCheck;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.Problem;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `check`. Confined to the main thread.
@Command(
        name = "check",
        description = "Read a configuration and say what is wrong with it.",
        footer = "Exit codes: 0 sound (warnings allowed), 2 not.")
final class CheckVerb implements Callable<Integer> {
    private final Host host;
    private final SecureRandom random;

    @Parameters(
            paramLabel = "FILE",
            defaultValue = "fleetward.yaml",
            description = "The configuration; ${DEFAULT-VALUE} if absent.")
    private Path file = Path.of("fleetward.yaml");

    @Option(names = "--json", description = "Print the problems as a JSON array.")
    private boolean json;

    CheckVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() {
        LoadResult result =
                ConfigCheck.read(host.resolve(file), host.environment(), host.clock(), random);
        List<Problem> problems =
                switch (result) {
                    case LoadResult.Loaded loaded -> loaded.warnings();
                    case LoadResult.Rejected rejected -> rejected.problems();
                };
        if (json) {
            host.out().println(ProblemReport.json(problems));
        } else {
            host.out().print(ProblemReport.text(problems));
        }
        return switch (result) {
            case LoadResult.Loaded loaded -> {
                if (!json) {
                    host.out().println(file + " is sound: " + contents(loaded.snapshot()));
                }
                yield 0;
            }
            case LoadResult.Rejected _ -> Trouble.USAGE;
        };
    }

    private static String contents(FleetSnapshot fleet) {
        return fleet.endpoints().size()
                + " endpoints, "
                + fleet.routes().size()
                + " routes, "
                + fleet.features().size()
                + " features, "
                + fleet.keys().all().size()
                + " keys";
    }
}
