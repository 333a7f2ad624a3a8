package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.demo.Demo;
import dev.fleetward.app.host.Host;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.testbed.load.Plan;
import dev.fleetward.testbed.load.Trace;
import dev.fleetward.testbed.load.TraceLoad;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/// `warm-up`: does once what every start does, while the JVM notes which classes that takes.
/// Started by the launcher to make the AOT cache. Confined to the main thread.
@Command(name = "warm-up", hidden = true, description = "Exercise a small fleet and end.")
final class WarmUpVerb implements Callable<Integer> {
    private static final int CALLS = 40;
    private static final int WORDS = 20;
    private static final long GAP_NANOS = 5_000_000;
    private static final long LIMIT_SECONDS = 60;

    private final Host host;
    private final SecureRandom random;

    WarmUpVerb(Host host, SecureRandom random) {
        this.host = host;
        this.random = random;
    }

    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("fleetward-warm-up");
        Demo.Settings settings =
                new Demo.Settings(folder, false, 0, 1, host.clock(), random, host.environment());
        Vertx vertx = Vertx.vertx();
        try (Demo demo = Demo.start(settings, host.err()::println)) {
            for (WireDialect dialect : WireDialect.OF_CALLERS) {
                for (String route : List.of("chat", "claude")) {
                    Plan plan =
                            Plan.of(demo.node().gatewayUrl(), demo.key(), trace(), route)
                                    .withDialect(dialect)
                                    .withStream(new Percent(500_000));
                    TraceLoad.run(vertx, plan, line -> {}).await(LIMIT_SECONDS, TimeUnit.SECONDS);
                }
            }
            try (AdminClient admin = AdminClient.find(host, folder)) {
                admin.get("/v1/status");
            }
        } finally {
            vertx.close().await(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        return 0;
    }

    private static Trace trace() {
        List<Trace.Row> rows = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            rows.add(new Trace.Row(i * GAP_NANOS, "warm-up", WORDS, WORDS));
        }
        return Trace.of(rows);
    }
}
