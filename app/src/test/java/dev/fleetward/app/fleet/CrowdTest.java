package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.drill.CrowdDrill;
import dev.fleetward.app.drill.CrowdReport;
import dev.fleetward.app.host.SystemClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drill of `fleetward drill crowd`, short.
class CrowdTest {
    private static final int THREADS = 64;

    /// A process that lives for some seconds starts sooner with the quick compiler alone.
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    @TempDir Path folder;

    @Test
    void manyAtOnceExceedNoCapAndLeaveNothingBehind() throws Exception {
        SecureRandom random = new SecureRandom();
        long seed = random.nextInt(1_000_000);
        CrowdDrill.Settings settings =
                new CrowdDrill.Settings(folder, Duration.ofSeconds(3), THREADS, seed, FLAGS);
        try (CrowdDrill drill =
                CrowdDrill.prepare(settings, new SystemClock(), random, progress -> {})) {
            CrowdReport report = drill.run();

            assertThat(report.promises())
                    .as("seed %s", seed)
                    .allSatisfy(promise ->
                            assertThat(promise.findings()).as(promise.words()).isEmpty());
            assertThat(report.whole()).as("seed %s", seed).isPositive();
            assertThat(report.attempts()).isGreaterThanOrEqualTo(report.whole());
        }
    }
}
