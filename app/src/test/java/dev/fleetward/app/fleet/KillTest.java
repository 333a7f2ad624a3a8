package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.drill.KillDrill;
import dev.fleetward.app.drill.Round;
import dev.fleetward.app.drill.Round.End;
import dev.fleetward.app.host.SystemClock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The drill of `fleetward drill kill`, short: one kill, and a round that ends with SIGTERM.
class KillTest {
    private static final int RATE = 100;

    /// A process that lives for two seconds starts sooner with the quick compiler alone. It logs as
    /// the launcher has it.
    private static final List<String> FLAGS =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xshare:auto",
                    "-Djava.util.logging.config.file="
                            + Path.of("logging.properties").toAbsolutePath());

    @TempDir Path folder;

    @Test
    void everyAnswerThatWasWholeIsInTheLedgerOnceAfterAKill() throws Exception {
        SecureRandom random = new SecureRandom();
        long seed = random.nextInt(1_000_000);
        KillDrill.Settings settings =
                new KillDrill.Settings(
                        folder,
                        1,
                        RATE,
                        seed,
                        Duration.ofMillis(500),
                        Duration.ofMillis(1_000),
                        FLAGS);
        try (KillDrill drill =
                KillDrill.prepare(settings, new SystemClock(), random, progress -> {})) {
            List<Round> rounds = drill.run(round -> {});

            assertThat(rounds)
                    .as("seed %s", seed)
                    .extracting(Round::end)
                    .containsExactly(End.SIGKILL, End.SIGTERM);
            assertThat(rounds).as("seed %s", seed).allSatisfy(KillTest::kept);
            assertThat(rounds.getLast().unknown()).as("seed %s", seed).isZero();
        }
    }

    private static void kept(Round round) {
        assertThat(round.findings()).isEmpty();
        assertThat(round.whole()).isPositive();
        assertThat(round.billed()).isPositive();
        assertThat(round.rows()).isGreaterThanOrEqualTo(round.whole());
    }
}
