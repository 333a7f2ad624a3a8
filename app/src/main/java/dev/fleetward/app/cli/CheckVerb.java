package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.node.ConfigCheck;
import dev.fleetward.app.terminal.Units;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

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
        List<Problem> lacks = new ArrayList<>();
        if (result instanceof LoadResult.Loaded loaded) {
            findings.forEach(finding -> lacks.add(problem(finding, loaded.places())));
        }
        if (json) {
            host.out().println(json(problems, findings, lacks));
        } else {
            host.out().print(ProblemReport.text(problems));
            lacks.forEach(problem -> host.out().println(problem.render()));
        }
        return switch (result) {
            case LoadResult.Loaded loaded -> {
                if (!json) {
                    host.out().println(verdict(lacks.size(), contents(loaded.snapshot())));
                }
                yield lacks.isEmpty() ? 0 : Trouble.PROBLEM;
            }
            case LoadResult.Rejected _ -> Trouble.USAGE;
        };
    }

    private String verdict(int lacks, String contents) {
        return lacks == 0
                ? file + " is sound: " + contents
                : file
                        + " can be served, but --strict finds "
                        + Units.counted(lacks, "thing")
                        + " that it lacks: "
                        + contents;
    }

    private static Problem problem(Finding finding, LoadResult.Places places) {
        return places.warning(
                finding.subjectKind() + "s",
                finding.subjectName(),
                finding.subject()
                        + " ("
                        + finding.kind().label()
                        + "): "
                        + finding.words()
                        + " "
                        + finding.advice());
    }

    /// What the file lacks has a `kind`; what is wrong with it has none.
    private static String json(
            List<Problem> problems, List<Finding> findings, List<Problem> lacks) {
        List<Map<String, Object>> all = new ArrayList<>();
        problems.forEach(problem -> all.add(ProblemReport.members(problem)));
        for (int i = 0; i < lacks.size(); i++) {
            Map<String, Object> members = ProblemReport.members(lacks.get(i));
            members.put("kind", findings.get(i).kind().label());
            all.add(members);
        }
        return JsonMapper.shared().writeValueAsString(all);
    }

    private LocalDate today() {
        return LocalDate.ofInstant(
                Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS), ZoneOffset.UTC);
    }

    private static String contents(FleetSnapshot fleet) {
        return Units.counted(fleet.endpoints().size(), "endpoint")
                + ", "
                + Units.counted(fleet.routes().size(), "route")
                + ", "
                + Units.counted(fleet.features().size(), "feature")
                + ", "
                + Units.counted(fleet.keys().all().size(), "key");
    }
}
