package dev.fleetward.app.demo;

import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.node.Node;
import dev.fleetward.app.node.NodeSettings;
import dev.fleetward.app.view.Tally;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A running demonstration: simulated endpoints and a node in front of them. Thread-safe once
/// started; starting and closing are confined to one thread.
public final class Demo implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Demo.class.getName());
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final DemoFolder folder;
    private final DemoFleet fleet;
    private final DemoConfig config;
    private final Node node;
    private final Tally tally;

    private Demo(DemoFolder folder, DemoFleet fleet, DemoConfig config, Node node, Tally tally) {
        this.folder = folder;
        this.fleet = fleet;
        this.config = config;
        this.node = node;
        this.tally = tally;
    }

    /// How a demonstration is started. Immutable.
    ///
    /// @param keep whether the folder stays after the end
    /// @param port the gateway's; 0 for any free one. The admin API takes the next one if it is
    ///   free
    /// @param seed for what the simulated endpoints answer
    /// @param environment for the node; its `env:` credentials are none here
    public record Settings(
            Path folder,
            boolean keep,
            int port,
            long seed,
            Clock clock,
            SecureRandom random,
            Map<String, String> environment) {}

    /// @param progress told what is being started
    public static Demo start(Settings settings, Consumer<String> progress) throws Exception {
        int port = gatewayPort(settings.port());
        DemoFolder folder = new DemoFolder(settings.folder(), settings.keep());
        folder.prepare();
        progress.accept("starting four simulated endpoints");
        DemoFleet fleet = DemoFleet.start(settings.seed(), settings.clock());
        try {
            DemoConfig config =
                    DemoConfig.create(
                            "127.0.0.1:" + port,
                            "127.0.0.1:" + adminPort(port),
                            fleet.urls(),
                            settings.random());
            Files.writeString(folder.config(), config.yaml());
            progress.accept("starting the gateway");
            Tally tally = new Tally();
            Node node =
                    Node.start(
                            new NodeSettings(
                                    folder.config(),
                                    folder.path(),
                                    settings.environment(),
                                    settings.clock(),
                                    settings.random(),
                                    Runtime.getRuntime().availableProcessors(),
                                    null,
                                    null,
                                    List.of(tally)));
            node.announce(config.key(DemoConfig.PLAYGROUND), fleet.simulated());
            return new Demo(folder, fleet, config, node, tally);
        } catch (Exception failed) {
            fleet.close();
            folder.leave();
            throw failed;
        }
    }

    /// The port itself if it is free. Asked before anything is written, so that the answer comes at
    /// once.
    private static int gatewayPort(int wanted) {
        Integer port = free(wanted);
        if (port == null) {
            throw new Trouble(
                    Trouble.USAGE,
                    "the port " + wanted + " is in use",
                    "Take another with --port N; --port 0 takes any free one.");
        }
        return port;
    }

    private static int adminPort(int gatewayPort) {
        Integer next = gatewayPort < 65_535 ? free(gatewayPort + 1) : null;
        return next != null ? next : 0;
    }

    private static @Nullable Integer free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return socket.getLocalPort();
        } catch (IOException inUse) {
            return null;
        }
    }

    public Node node() {
        return node;
    }

    public Tally tally() {
        return tally;
    }

    public Path configFile() {
        return folder.config();
    }

    /// A feature's key in the clear.
    public String key(String feature) {
        return config.key(feature);
    }

    /// The key for the user.
    public String key() {
        return config.key(DemoConfig.PLAYGROUND);
    }

    /// A line for a shell that makes a call.
    public String curl() {
        return "curl -sS "
                + node.gatewayUrl()
                + "/v1/chat/completions -H 'authorization: Bearer "
                + key()
                + "' -H 'content-type: application/json' -d '{\"model\":\"chat\",\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"Hello, fleet\"}]}'";
    }

    /// Ends the node, then the simulated endpoints, and removes the folder unless it is kept.
    @Override
    public void close() throws InterruptedException {
        node.stop(GRACE);
        try {
            fleet.close();
            folder.leave();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "the demonstration did not end well", e);
        }
    }
}
