package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.drill.StormDrill;
import dev.fleetward.app.drill.StormReport;
import dev.fleetward.app.host.SystemClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drill of `fleetward drill storm`, short.
class StormTest {
    /// A process that lives for some seconds starts sooner with the quick compiler alone.
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    @TempDir Path folder;

    @Test
    void oneIncidentOnePagePerOwnerAndCallersAreServedAllTheWhile() throws Exception {
        SecureRandom random = new SecureRandom();
        long seed = random.nextInt(1_000_000);
        StormDrill.Settings settings =
                new StormDrill.Settings(folder, 20, Duration.ZERO, 20, seed, FLAGS);
        try (StormDrill drill =
                StormDrill.prepare(settings, new SystemClock(), random, progress -> {})) {
            StormReport report = drill.run();

            assertThat(report.promises())
                    .as("seed %s", seed)
                    .allSatisfy(promise ->
                            assertThat(promise.findings()).as(promise.words()).isEmpty());
            assertThat(report.failed()).as("seed %s", seed).isZero();
            assertThat(report.failedOver()).as("seed %s", seed).isPositive();
            assertThat(report.aloneFailed()).as("seed %s", seed).isPositive();
            assertThat(report.calls()).as("seed %s", seed).isGreaterThan(400);
        }
    }
}
