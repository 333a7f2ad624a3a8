package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.StopSignal;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.Fault;
import dev.fleetward.testbed.provider.FaultBoard;
import dev.fleetward.testbed.provider.Settings;
import dev.fleetward.testbed.provider.SimulatedProvider;
import dev.fleetward.testbed.provider.VersionBoard;
import dev.fleetward.testbed.provider.limit.Limits;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `provider`. Confined to the main thread.
@Command(
        name = "provider",
        description = "Run one simulated provider, with limits and faults.",
        sortOptions = false)
final class ProviderVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            description = "openai, anthropic or gemini; all if absent.")
    private List<WireDialect> dialects = new ArrayList<>();

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The port; any free one if absent.")
    private int port;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            defaultValue = "fast",
            description = "How it spends its time: fast, instant, h100-70b, h100-8b, a10g-7b.")
    private String profile = "fast";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "For answers, jitter and faults.")
    private long seed;

    @Option(
            names = "--region",
            paramLabel = "NAME",
            defaultValue = "us",
            description = "What it says in its headers.")
    private String region = "us";

    @Option(
            names = "--version-mix",
            paramLabel = "MODEL=SHARE%%,…",
            defaultValue = "",
            description =
                    "The versions that answers name as served, with their shares of the calls:"
                            + " gpt-4o-2024-08-06=95%%,gpt-4o-2024-11-20=5%%. POST /sim/versions"
                            + " changes them.")
    private String versionMix = "";

    @Option(names = "--azure", description = "Tell what served in Azure's headers, on all paths.")
    private boolean azure;

    @Option(
            names = "--accounting",
            paramLabel = "NAME",
            defaultValue = "plain",
            description =
                    "How it counts calls against its limits, and so what its headers and its 429s"
                            + " say: openai, anthropic, azure-payg, azure-ptu, bedrock, vertex,"
                            + " self-hosted; plain for what each dialect is used to.")
    private String accounting = "plain";

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            description = "Enforced with the provider's own headers and errors; 0 is unlimited.")
    private long requestsPerMinute;

    @Option(
            names = "--tokens-per-minute",
            paramLabel = "N",
            description = "The same, in input and output tokens together.")
    private long tokensPerMinute;

    @Option(
            names = "--input-tokens-per-minute",
            paramLabel = "N",
            description = "The same, in input tokens.")
    private long inputTokensPerMinute;

    @Option(
            names = "--output-tokens-per-minute",
            paramLabel = "N",
            description = "The same, in output tokens.")
    private long outputTokensPerMinute;

    @Option(
            names = "--output-burndown",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "How many tokens of the quota one output token takes (azure-ptu, bedrock).")
    private int outputBurndown = 1;

    @Option(
            names = "--concurrent",
            paramLabel = "N",
            description = "Calls under way at once; 0 is unlimited.")
    private int concurrent;

    @Option(
            names = "--waiting",
            paramLabel = "N",
            description = "Calls in the engine's queue; more are overload. 0 is unlimited.")
    private int waiting;

    @Option(
            names = "--fault",
            paramLabel = "FAULT[=SHARE%%]",
            description =
                    "A fault for all calls, or for a share of them; may be repeated."
                            + " `--fault list` shows them.")
    private List<String> faults = new ArrayList<>();

    ProviderVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws Exception {
        if (faults.contains("list")) {
            host.out().print(Fault.help());
            return 0;
        }
        Settings settings = settings();
        Vertx vertx = Vertx.vertx();
        try (StopSignal stop = StopSignal.listen()) {
            try {
                SimulatedProvider provider =
                        SimulatedProvider.start(vertx, settings, host.clock())
                                .await(10, TimeUnit.SECONDS);
                provider.versions().set(versionMix);
                if (azure) {
                    provider.versions().set(VersionBoard.Manner.AZURE);
                }
                host.out().println("a simulated provider answers at " + provider.url());
                host.out().println("  its bill: " + provider.url() + "/sim/billing");
                host.out().flush();
                stop.await();
            } finally {
                vertx.close().await(10, TimeUnit.SECONDS);
            }
        }
        return 0;
    }

    private Settings settings() {
        try {
            VersionBoard.parse(versionMix);
            Settings settings =
                    Settings.standard()
                            .withPort(port)
                            .withProfile(Profile.named(profile))
                            .withSeed(seed)
                            .withRegion(region)
                            .withLimits(limits())
                            .withAccounting(accounting())
                            .withFaults(faults.stream().map(FaultBoard.Rule::parse).toList());
            return dialects.isEmpty()
                    ? settings
                    : settings.withDialects(dialects.toArray(WireDialect[]::new));
        } catch (IllegalArgumentException e) {
            throw new Trouble(
                    Trouble.USAGE,
                    String.valueOf(e.getMessage()),
                    "`fleetward provider --help` shows what may be said, `--fault list` the faults.",
                    e);
        }
    }

    private Limits limits() {
        return Limits.NONE
                .withRequests(requestsPerMinute)
                .withTokens(tokensPerMinute)
                .withInputAndOutput(inputTokensPerMinute, outputTokensPerMinute)
                .withOutputBurndown(outputBurndown)
                .withCalls(concurrent, waiting);
    }

    private Accounting accounting() {
        return Accounting.ofLabel(accounting)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "accounting: "
                                        + accounting
                                        + " (expected: "
                                        + Arrays.stream(Accounting.values())
                                                .map(Accounting::label)
                                                .collect(Collectors.joining(", "))
                                        + ")"));
    }
}
