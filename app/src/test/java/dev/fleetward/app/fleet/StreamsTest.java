package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.drill.StreamsDrill;
import dev.fleetward.app.drill.StreamsReport;
import dev.fleetward.app.host.SystemClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drill of `fleetward drill streams`, short.
class StreamsTest {
    private static final int CALLS = 600;

    /// A process that lives for some seconds starts sooner with the quick compiler alone.
    private static final List<String> FLAGS =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto");

    @TempDir Path folder;

    @Test
    void noCallerSeesAMixtureOrAPartAsIfItWereWhole() throws Exception {
        SecureRandom random = new SecureRandom();
        long seed = random.nextInt(1_000_000);
        StreamsDrill.Settings settings = new StreamsDrill.Settings(folder, CALLS, 16, seed, FLAGS);
        try (StreamsDrill drill =
                StreamsDrill.prepare(settings, new SystemClock(), random, progress -> {})) {
            StreamsReport report = drill.run();

            assertThat(report.promises())
                    .as("seed %s", seed)
                    .allSatisfy(promise ->
                            assertThat(promise.findings()).as(promise.words()).isEmpty());
            assertThat(report.whole()).as("seed %s", seed).isGreaterThan(CALLS / 2);
            assertThat(report.rescued()).as("seed %s", seed).isPositive();
            assertThat(report.brokenOff()).as("seed %s", seed).isPositive();
        }
    }
}
