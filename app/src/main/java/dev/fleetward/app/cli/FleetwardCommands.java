package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.core.unit.UnitSyntax;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;

/// All verbs, in the groups in which `--help` shows them. Stateless.
public final class FleetwardCommands {
    private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("Try it", List.of("demo", "load", "provider"));
        GROUPS.put("Run it", List.of("up", "check", "init", "key"));
        GROUPS.put(
                "Look",
                List.of(
                        "status",
                        "top",
                        "slo",
                        "endpoints",
                        "incidents",
                        "report-error",
                        "hygiene",
                        "probes",
                        "likeness",
                        "regions",
                        "eval",
                        "changes",
                        "quota",
                        "health",
                        "slow",
                        "seasons",
                        "ledger"));
        GROUPS.put(
                "Operate", List.of("drain", "cordon", "undrain", "versions", "reload", "deploy"));
        GROUPS.put("Work on it", List.of("test", "bench", "simulate", "drill"));
    }

    private FleetwardCommands() {}

    @Command(
            name = "fleetward",
            description = "Gateway and control plane for an inference fleet.",
            synopsisSubcommandLabel = "VERB",
            version = "fleetward 0.1.0",
            footer = {"", "`fleetward VERB --help` says more about a verb."})
    static final class Root {
        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                scope = CommandLine.ScopeType.INHERIT,
                description = "Show this help.")
        boolean help;

        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Show the version.")
        boolean version;

        @Option(
                names = "--debug",
                scope = CommandLine.ScopeType.INHERIT,
                description = "Show the stack trace of an error.")
        boolean debug;
    }

    /// Runs what the arguments say.
    ///
    /// @return the exit code: 0 well, 1 a problem was found, 2 the command or configuration is
    ///   wrong
    public static int run(Host host, String... arguments) {
        Root root = new Root();
        CommandLine commands = commands(host, root);
        if (arguments.length == 0) {
            commands.usage(commands.getOut());
            return 0;
        }
        return commands.execute(arguments);
    }

    static CommandLine commands(Host host, Root root) {
        CommandLine commands = new CommandLine(root);
        SecureRandom random = new SecureRandom();
        commands.addSubcommand(new DemoVerb(host, random));
        commands.addSubcommand(new LoadVerb(host, random));
        commands.addSubcommand(new ProviderVerb(host));
        commands.addSubcommand(new UpVerb(host, random));
        commands.addSubcommand(new CheckVerb(host, random));
        commands.addSubcommand(new InitVerb(host, random));
        commands.addSubcommand(new KeyVerb(host, random));
        commands.addSubcommand(new StatusVerb(host));
        commands.addSubcommand(new TopVerb(host));
        commands.addSubcommand(new ProbesVerb(host));
        commands.addSubcommand(LikenessVerb.withVerbs(host));
        commands.addSubcommand(
                new CommandLine(new RegionsVerb(host))
                        .addSubcommand(new RegionsVerb.Late(host))
                        .addSubcommand(new RegionsReadmitVerb(host)));
        commands.addSubcommand(new EvalVerb(host));
        commands.addSubcommand(IncidentsVerb.withVerbs(host));
        commands.addSubcommand(new ReportErrorVerb(host));
        commands.addSubcommand(new HygieneVerb(host));
        commands.addSubcommand(new SloVerb(host));
        commands.addSubcommand(new EndpointsVerb(host));
        commands.addSubcommand(new ChangesVerb(host));
        commands.addSubcommand(new DrainVerb(host));
        commands.addSubcommand(new CordonVerb(host));
        commands.addSubcommand(new UndrainVerb(host));
        commands.addSubcommand(VersionsVerb.withVerbs(host));
        commands.addSubcommand(new ReloadVerb(host));
        commands.addSubcommand(
                new CommandLine(new QuotaVerb(host))
                        .addSubcommand(new QuotaWhyVerb(host))
                        .addSubcommand(new QuotaFitVerb(host)));
        commands.addSubcommand(new HealthVerb(host));
        commands.addSubcommand(
                new CommandLine(new SeasonsVerb(host)).addSubcommand(new SeasonsPlanVerb(host)));
        commands.addSubcommand(new SlowVerb(host));
        commands.addSubcommand(DeployVerb.withVerbs(host));
        commands.addSubcommand(
                new CommandLine(new LedgerVerb(host)).addSubcommand(new LedgerVerb.Export(host)));
        commands.addSubcommand(
                new CommandLine(new DrillVerb())
                        .addSubcommand(new DrillVerb.Kill(host, random))
                        .addSubcommand(new DrillCrowdVerb(host, random))
                        .addSubcommand(new DrillStreamsVerb(host, random))
                        .addSubcommand(new DrillStormVerb(host, random)));
        commands.addSubcommand(SimulateVerb.withSimulations(host));
        commands.addSubcommand(new WarmUpVerb(host, random));
        commands.addSubcommand(new DocsVerb(host));
        commands.addSubcommand(new LauncherVerbs.Test());
        commands.addSubcommand(new LauncherVerbs.Bench());
        commands.registerConverter(Duration.class, UnitSyntax::duration);
        commands.registerConverter(Percent.class, UnitSyntax::percent);
        commands.setOut(new PrintWriter(host.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(host.err(), true, StandardCharsets.UTF_8));
        commands.setUsageHelpAutoWidth(false);
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler(
                (failure, at, parsed) -> report(failure, host, root.debug));
        commands.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        commands.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        commands.getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, FleetwardCommands::groups);
        return commands;
    }

    private static String groups(Help help) {
        StringBuilder text = new StringBuilder();
        GROUPS.forEach((group, verbs) -> {
            text.append(System.lineSeparator()).append(group).append(':');
            text.append(System.lineSeparator());
            for (String verb : verbs) {
                Help of = help.subcommands().get(verb);
                if (of != null) {
                    text.append(String.format(Locale.ROOT, "  %-13s", verb));
                    text.append(of.description().strip()).append(System.lineSeparator());
                }
            }
        });
        return text.toString();
    }

    private static int report(Exception failure, Host host, boolean debug) {
        if (debug) {
            failure.printStackTrace(host.err());
        }
        if (failure instanceof Trouble trouble) {
            host.err().println("fleetward: " + trouble.getMessage());
            if (!trouble.hint().isEmpty()) {
                host.err().println("  " + trouble.hint());
            }
            return trouble.exitCode();
        }
        host.err().println("fleetward: " + failure);
        host.err().println("  This should not happen; --debug shows where it comes from.");
        return Trouble.PROBLEM;
    }
}
