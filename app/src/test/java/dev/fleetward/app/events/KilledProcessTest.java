package dev.fleetward.app.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.control.ledger.Spend;
import dev.fleetward.control.ledger.SpendAtStart;
import dev.fleetward.control.ledger.SpendToDate;
import dev.fleetward.core.call.CallId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the whole process, log and ledger together, at random moments, again and again.
class KilledProcessTest {
    private static final int KILLS = 6;
    private static final int NUMBERS_PER_RUN = 10_000_000;
    private static final int FIRST_CALLS = 500;

    @TempDir Path data;

    private final Set<Long> opened = new HashSet<>();
    private final Set<Long> closed = new HashSet<>();

    @Test
    void everyRecordedCallIsInTheLedgerExactlyOnce() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int run = 0; run < KILLS; run++) {
            runAndKill(run, random);
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        SpendToDate spend = SpendAtStart.read(data, today);

        Ledger ledger =
                Ledger.start(data, Ledger.NO_WRITER, new HostClock(), LedgerSettings.DEFAULT);
        ledger.stop();

        Map<Long, String> outcomes = outcomes();
        assertThat(outcomes.keySet()).as("seed %s", seed).containsAll(opened);
        assertThat(closed)
                .as("seed %s", seed)
                .hasSizeGreaterThan(KILLS * FIRST_CALLS / 2)
                .allSatisfy(number -> assertThat(outcomes.get(number)).isEqualTo("succeeded"));
        assertThat(outcomes).containsValue("unknown");
        assertThat(totalNanos(spend)).as("seed %s", seed).isEqualTo(ledgerNanos("month", today));
        assertThat(SpendAtStart.read(data, today)).as("seed %s", seed).isEqualTo(spend);
        assertThat(spend.dayNanos().values().stream().mapToLong(Long::longValue).sum())
                .as("seed %s", seed)
                .isEqualTo(ledgerNanos("day", today));
        assertThat(segmentsLeft()).isEmpty();
    }

    private void runAndKill(int run, Random random) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DoomedProcess.class.getName(),
                                data.toString(),
                                Long.toString((long) run * NUMBERS_PER_RUN),
                                Long.toString(random.nextLong()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        int lines = 2 * FIRST_CALLS + random.nextInt(16_000);
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(
                                process.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = output.readLine();
            while (line != null) {
                (line.charAt(0) == 'o' ? opened : closed).add(Long.parseLong(line.substring(2)));
                if (--lines == 0) {
                    process.toHandle()
                            .destroyForcibly(); // The process itself would close the pipe too.
                }
                line = output.readLine();
            }
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(lines).isLessThanOrEqualTo(0);
    }

    /// By number; fails where a call is there twice.
    private Map<Long, String> outcomes() throws Exception {
        Map<Long, String> outcomes = new HashMap<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT call_id, outcome FROM events")) {
            while (rows.next()) {
                long number = CallId.parse(rows.getString(1)).orElseThrow().low();
                assertThat(outcomes.put(number, rows.getString(2))).as("twice").isNull();
            }
        }
        return outcomes;
    }

    private long ledgerNanos(String period, LocalDate day) throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT sum(cost_nano_usd)::BIGINT FROM events WHERE"
                                        + " date_trunc('%1$s', accepted_at)".formatted(period)
                                        + " = date_trunc('%s', DATE '%s')"
                                                .formatted(period, day))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private Connection connect() throws Exception {
        return DriverManager.getConnection("jdbc:duckdb:" + data.resolve("ledger.duckdb"));
    }

    private static long totalNanos(SpendToDate spend) {
        return spend.month().values().stream().mapToLong(Spend::totalNanos).sum();
    }

    /// A spare that was not yet ready when its writer was killed is no segment; the next writer
    /// removes it.
    private List<Path> segmentsLeft() throws IOException {
        try (var files = Files.list(data.resolve("events"))) {
            return files.filter(file -> file.toString().endsWith(".seg")).toList();
        }
    }
}
