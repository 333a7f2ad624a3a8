package dev.fleetward.app.cli;

import dev.fleetward.app.demo.Demo;
import dev.fleetward.app.demo.DemoSenders;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.StopSignal;
import dev.fleetward.app.terminal.LiveView;
import dev.fleetward.app.terminal.Screen;
import dev.fleetward.app.terminal.Units;
import dev.fleetward.app.view.FleetPage;
import dev.fleetward.app.view.SummaryJson;
import dev.fleetward.core.view.GatewayView;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `demo`. Confined to the main thread.
@Command(
        name = "demo",
        description = "A simulated fleet, the gateway and traffic, with a live table.",
        sortOptions = false)
final class DemoVerb implements Callable<Integer> {
    private static final long PAINT_MILLIS = 500;
    private static final String FOLDER = "fleetward-demo";

    private final Host host;
    private final SecureRandom random;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "End after this time, such as 20s, with a summary.")
    private @Nullable Duration time;

    @Option(names = "--json", description = "Print nothing but the summary, as JSON.")
    private boolean json;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "8400",
            description = "The gateway's port; 0 takes any free one. Default ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--no-traffic", description = "Leave the sending to you.")
    private boolean noTraffic;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the files in this folder, which stays.")
    private @Nullable Path data;

    @Option(names = "--keep", description = "Keep the folder ./" + FOLDER + " after the end.")
    private boolean keep;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "For the simulated answers and the traffic. Default ${DEFAULT-VALUE}.")
    private long seed;

    DemoVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() throws Exception {
        PrintStream words = json ? host.err() : host.out();
        long begun = host.clock().nanos();
        try (StopSignal stop = StopSignal.listen();
                Demo demo = Demo.start(settings(), step -> words.println("fleetward: " + step))) {
            introduce(demo, words, begun);
            long served = host.clock().nanos();
            try (DemoSenders _ = noTraffic ? DemoSenders.none() : DemoSenders.start(demo, seed)) {
                watch(demo, stop, served);
            }
            summarize(demo, served);
        }
        return 0;
    }

    private Demo.Settings settings() {
        return new Demo.Settings(
                host.resolve(data == null ? Path.of(FOLDER) : data),
                keep || data != null,
                port,
                seed,
                host.clock(),
                random,
                host.environment());
    }

    private void introduce(Demo demo, PrintStream words, long begun) {
        long millis = (host.clock().nanos() - begun) / 1_000_000;
        words.println();
        words.println(
                "  base URL       "
                        + demo.node().gatewayUrl()
                        + "  (OpenAI SDKs: "
                        + demo.node().gatewayUrl()
                        + "/v1)");
        words.println("  key            " + demo.key());
        words.println(
                "  routes         chat, claude, mixed, spread, mini, embed (as the model's name)");
        words.println(
                "  configuration  " + shown(demo.configFile()) + "  (edit it, it is reloaded)");
        words.println(
                "  admin API      " + demo.node().adminUrl() + "  (fleetward status, top, ledger)");
        words.println();
        words.println(
                "Try it from another terminal (started in " + millis + " ms, Ctrl-C ends it):");
        words.println();
        words.println(demo.curl());
        words.println();
        words.flush();
    }

    private String shown(Path path) {
        return path.startsWith(host.directory())
                ? "./" + host.directory().relativize(path)
                : path.toString();
    }

    private void watch(Demo demo, StopSignal stop, long begun) throws InterruptedException {
        Screen screen = host.screen();
        try (LiveView view = new LiveView(host.out(), screen)) {
            while (!stop.isWished()) {
                long now = host.clock().nanos();
                long left = time == null ? Long.MAX_VALUE : begun + time.toNanos() - now;
                if (left <= 0) {
                    break;
                }
                if (!json) {
                    Screen size = screen.resized();
                    view.paint(lines(demo, size, now - begun), size, now);
                }
                long wait = Math.min(PAINT_MILLIS, TimeUnit.NANOSECONDS.toMillis(left) + 1);
                if (stop.await(wait, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
    }

    private List<String> lines(Demo demo, Screen screen, long elapsed) {
        GatewayView gateway = demo.node().view();
        GatewayView.Counters counters = gateway.counters();
        List<String> lines = new ArrayList<>();
        lines.add(
                screen.ink()
                        .bold(
                                Units.count(counters.calls())
                                        + " calls in "
                                        + TimeUnit.NANOSECONDS.toSeconds(elapsed)
                                        + " s, "
                                        + counters.openCalls()
                                        + " under way, "
                                        + counters.queued()
                                        + " queued, "
                                        + counters.retries()
                                        + " retries"));
        lines.add("");
        lines.addAll(
                FleetPage.of(demo.tally().features(), demo.tally().endpoints(), gateway)
                        .render(screen));
        return lines;
    }

    private void summarize(Demo demo, long begun) {
        long elapsed = host.clock().nanos() - begun;
        if (json) {
            host.out().println(SummaryJson.of(demo.tally(), demo.node().view(), elapsed));
            return;
        }
        host.out().println();
        host.out().println("at the end:");
        for (String line : lines(demo, host.screen().resized(), elapsed)) {
            host.out().println(line);
        }
        host.out().flush();
    }
}
