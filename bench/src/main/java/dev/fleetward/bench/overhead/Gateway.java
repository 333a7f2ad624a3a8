package dev.fleetward.bench.overhead;

import dev.fleetward.bench.load.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/// The gateway as users start it, with everything on: keys, a pool with every kind of limit, a
/// budget, prices, the event log with its ledger, and metrics. Stateless.
final class Gateway {
    private static final String KEY = "fw-bench-0123456789abcdef0123456789abcdef";

    private Gateway() {}

    /// @param pinning on which cores it runs
    static Subject start(int providerPort, Path folder, UnaryOperator<List<String>> pinning)
            throws IOException, InterruptedException {
        return start(Report.GATEWAY, home(), providerPort, folder, pinning);
    }

    /// The gateway of another checkout.
    static Subject before(
            Path checkout, int providerPort, Path folder, UnaryOperator<List<String>> pinning)
            throws IOException, InterruptedException {
        return start(Report.BEFORE, checkout, providerPort, folder, pinning);
    }

    private static Subject start(
            String name,
            Path checkout,
            int providerPort,
            Path folder,
            UnaryOperator<List<String>> pinning)
            throws IOException, InterruptedException {
        int port = Subject.freePort();
        Path run = Files.createTempDirectory(folder, name + "-");
        Path config = run.resolve("fleetward.yaml");
        Files.writeString(config, config(port, Subject.freePort(), providerPort));
        List<String> command =
                List.of(
                        launcher(checkout).toString(),
                        "up",
                        "--config",
                        config.toString(),
                        "--data",
                        run.resolve("data").toString(),
                        "--event-loops",
                        "1");
        return Subject.start(
                new Target(name, port, KEY),
                pinning.apply(command),
                run,
                run.resolve(name + ".out"));
    }

    /// The launcher script hands its own folder to the bench.
    private static Path home() {
        String home = System.getenv("FLEETWARD_HOME");
        return Path.of(home == null ? "" : home);
    }

    private static Path launcher(Path checkout) throws IOException {
        Path launcher = checkout.toAbsolutePath().resolve("fleetward");
        if (!Files.isExecutable(launcher)) {
            throw new IOException(
                    launcher
                            + " is not there. Start the bench with ./fleetward bench, or set"
                            + " FLEETWARD_HOME");
        }
        return launcher;
    }

    private static String config(int port, int adminPort, int providerPort) {
        return String.format(
                Locale.ROOT,
                """
                listen: { gateway: 127.0.0.1:%1$d, admin: 127.0.0.1:%2$d }
                owners:
                  platform: { contact: platform@example.com }
                providers:
                  mock: { dialect: openai, url: http://127.0.0.1:%3$d/v1, credential: env:BENCH_PROVIDER_KEY, owner: platform }
                pools:
                  mock: { requestsPerMinute: 100M, inputTokensPerMinute: 100B, outputTokensPerMinute: 100B, concurrent: 100k }
                endpoints:
                  mock-us: { provider: mock, model: gpt-4o, region: us, zone: us, pool: mock, owner: platform }
                routes:
                  chat: { endpoints: [mock-us], strategy: failover }
                features:
                  bench: { owner: platform, class: interactive, tier: 1, budget: { monthly: 100000000 USD } }
                keys:
                  - { sha256: "%4$s", feature: bench }
                """,
                port,
                adminPort,
                providerPort,
                sha256(KEY));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }
}
