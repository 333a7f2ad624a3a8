package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.node.ConfigCheck;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.Problem;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.core.hygiene.Finding;
import dev.fleetward.core.hygiene.Hygiene;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `check`. Confined to the main thread.
@Command(
        name = "check",
        description = "Read a configuration and say what is wrong with it.",
        footer = "Exit codes: 0 sound (warnings allowed), 1 --strict found something, 2 not sound.")
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

    @Option(
            names = "--strict",
            description =
                    "Fail on what the file lacks as well: owners, on-call, objectives, budgets,"
                            + " models that stay.")
    private boolean strict;

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
        List<Finding> findings =
                strict && result instanceof LoadResult.Loaded loaded
                        ? Hygiene.ofConfiguration(loaded.snapshot(), today())
                        : List.of();
        if (json) {
            host.out().println(ProblemReport.json(problems));
        } else {
            host.out().print(ProblemReport.text(problems));
        }
        for (Finding finding : findings) {
            tell(finding);
        }
        return switch (result) {
            case LoadResult.Loaded loaded -> {
                if (!json) {
                    host.out().println(file + " is sound: " + contents(loaded.snapshot()));
                }
                yield findings.isEmpty() ? 0 : Trouble.PROBLEM;
            }
            case LoadResult.Rejected _ -> Trouble.USAGE;
        };
    }

    private LocalDate today() {
        return LocalDate.ofInstant(
                Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    /// On the error stream where the other is to be JSON.
    private void tell(Finding finding) {
        (json ? host.err() : host.out())
                .println(
                        finding.subject()
                                + " ("
                                + finding.kind().label()
                                + "): "
                                + finding.words()
                                + System.lineSeparator()
                                + "  "
                                + finding.advice());
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
