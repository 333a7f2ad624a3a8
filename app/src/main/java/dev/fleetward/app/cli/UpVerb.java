package dev.fleetward.app.cli;

import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.StopSignal;
import dev.fleetward.app.node.Node;
import dev.fleetward.app.node.NodeSettings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `up`. Confined to the main thread.
@Command(name = "up", description = "Run a node: the gateway, the ledger and the admin API.")
final class UpVerb implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(20);

    private final Host host;
    private final SecureRandom random;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "fleetward.yaml",
            description = "The configuration; ${DEFAULT-VALUE} if absent.")
    private Path config = Path.of("fleetward.yaml");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder; what the configuration says if absent.")
    private @Nullable Path data;

    @Option(
            names = "--event-loops",
            paramLabel = "N",
            description = "Event loops of the gateway; one per processor if absent.")
    private int eventLoops;

    UpVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() throws InterruptedException {
        long begun = host.clock().nanos();
        try (StopSignal stop = StopSignal.listen()) {
            Node node =
                    Node.start(
                            new NodeSettings(
                                    host.resolve(config),
                                    data == null ? null : host.resolve(data),
                                    host.environment(),
                                    host.clock(),
                                    random,
                                    eventLoops > 0
                                            ? eventLoops
                                            : Runtime.getRuntime().availableProcessors(),
                                    null,
                                    null,
                                    List.of()));
            try {
                node.announce(null, List.of());
                long millis = (host.clock().nanos() - begun) / 1_000_000;
                host.out().println("fleetward serves at " + node.gatewayUrl());
                host.out()
                        .println("  admin API at " + node.adminUrl() + ", data in " + node.data());
                host.out().println("  started in " + millis + " ms; Ctrl-C or SIGTERM ends it");
                host.out().flush();
                stop.await();
                host.out().println("ending: calls under way get " + GRACE.toSeconds() + " s");
            } finally {
                node.stop(GRACE);
            }
        }
        return 0;
    }
}
