package dev.fleetward.app.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.control.ledger.GroupBy;
import dev.fleetward.control.ledger.Lag;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerReference;
import dev.fleetward.control.ledger.LedgerSettings;
import dev.fleetward.control.ledger.LedgerStatus;
import dev.fleetward.control.ledger.PoolLoad;
import dev.fleetward.control.ledger.QueryRefused;
import dev.fleetward.control.ledger.Spend;
import dev.fleetward.control.ledger.SpendAtStart;
import dev.fleetward.control.ledger.SpendToDate;
import dev.fleetward.control.ledger.Table;
import dev.fleetward.core.event.EventSink;
import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.event.SegmentFormat.Name;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.record.SegmentLogs;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long WALL = System.currentTimeMillis() * 1_000;
    private static final LocalDate DAY =
            LocalDate.ofInstant(Instant.ofEpochMilli(WALL / 1_000), ZoneOffset.UTC);
    private static final Instant FROM = Instant.ofEpochMilli(WALL / 1_000).minusSeconds(3_600);
    private static final Instant TO = Instant.ofEpochMilli(WALL / 1_000).plusSeconds(3_600);

    @TempDir Path data;

    private SegmentLogs logs;
    private EventSink sink;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        openLogs();
        ledger = Ledger.start(data, logs.epoch(), new HostClock(), LedgerSettings.DEFAULT);
    }

    private void openLogs() throws Exception {
        logs =
                SegmentLogs.open(
                        data.resolve("events"),
                        1,
                        256 << 10,
                        200,
                        Duration.ofMillis(20),
                        new HostClock());
        assertThat(logs.awaitReady(PATIENCE)).isTrue();
        sink = logs.sink(0);
    }

    @AfterEach
    void stop() throws Exception {
        logs.stop();
        ledger.stop();
    }

    /// The appender goes by the order of columns, so a table of an earlier version would take
    /// nothing, or worse.
    @Test
    void aLedgerOfAnEarlierVersionIsTakenOverWithItsRows() throws Exception {
        record(0, 3);
        awaitTaken(3);
        logs.stop();
        ledger.stop();
        try (Connection database =
                        DriverManager.getConnection(
                                "jdbc:duckdb:" + data.resolve("ledger.duckdb"));
                Statement statement = database.createStatement()) {
            statement.execute("ALTER TABLE events DROP COLUMN queued_ns");
            statement.execute("ALTER TABLE events DROP COLUMN flaw");
            statement.execute("ALTER TABLE events ADD COLUMN gone VARCHAR");
        }
        openLogs();
        ledger = Ledger.start(data, logs.epoch(), new HostClock(), LedgerSettings.DEFAULT);
        sink.close(TestEvents.refused(9, WALL));
        awaitTaken(1);
        Table rows =
                ledger.sql(
                        "SELECT outcome, count(*), sum(output_tokens), count(flaw) FROM events"
                                + " GROUP BY outcome ORDER BY outcome",
                        10,
                        TIMEOUT);
        assertThat(rows.rows())
                .containsExactly(
                        Arrays.asList("refused", 1L, null, 0L), List.of("succeeded", 3L, 90L, 0L));
    }

    @Test
    void totalsCountCallsAndSumWhatTheirAttemptsUsed() throws Exception {
        record(0, 9);
        sink.close(TestEvents.refused(9, WALL));
        sink.tryOpen(TestEvents.opened(10, WALL));
        awaitTaken(10);
        Table totals = ledger.totals(List.of(GroupBy.FEATURE), FROM, TO);
        assertThat(totals.columns())
                .containsExactly(
                        "feature",
                        "calls",
                        "attempts",
                        "succeeded",
                        "failed",
                        "refused",
                        "aborted",
                        "unknown",
                        "input_tokens",
                        "cache_read_tokens",
                        "output_tokens",
                        "cost_nano_usd",
                        "unpriced");
        assertThat(totals.rows())
                .containsExactly(
                        List.of("feature-0", 4L, 3L, 3L, 0L, 1L, 0L, 0L, 360L, 60L, 90L, 30L, 0L),
                        List.of("feature-1", 3L, 3L, 3L, 0L, 0L, 0L, 0L, 360L, 60L, 90L, 30L, 0L),
                        List.of("feature-2", 3L, 3L, 3L, 0L, 0L, 0L, 0L, 360L, 60L, 90L, 30L, 0L));
        assertThat(ledger.totals(List.of(GroupBy.DAY, GroupBy.OUTCOME), FROM, TO).rows())
                .hasSize(2);
        assertThat(ledger.totals(List.of(GroupBy.FEATURE), TO, TO.plusSeconds(60)).rows())
                .isEmpty();
        for (GroupBy group : GroupBy.values()) {
            assertThat(ledger.totals(List.of(group), FROM, TO).rows()).isNotEmpty();
        }
    }

    @Test
    void theLiveTableShowsFeaturesAndEndpoints() throws Exception {
        record(0, 6);
        awaitTaken(6);
        Table live = ledger.live(Duration.ofMinutes(5));
        assertThat(live.rows())
                .extracting(row -> row.get(0) + " " + row.get(1))
                .containsExactly(
                        "feature feature-0",
                        "feature feature-1",
                        "feature feature-2",
                        "endpoint endpoint-0",
                        "endpoint endpoint-1");
        assertThat(value(live, 0, "queued_p95_ms")).isEqualTo(0.002);
        assertThat(value(live, 0, "first_token_p95_ms")).isEqualTo(2.0);
        assertThat(value(live, 0, "total_p50_ms")).isEqualTo(5.0);
    }

    @Test
    void tellsWhoUsedAPoolInATimeThatCutsAnswersInHalf() throws Exception {
        record(0, 3);
        sink.tryOpen(TestEvents.opened(3, WALL));
        sink.close(TestEvents.succeeded(3, WALL));
        sink.close(TestEvents.refused(6, WALL));
        awaitTaken(5);
        Instant accepted = Instant.ofEpochMilli(WALL / 1_000);
        Instant halfway = accepted.plusNanos(3_500_000);
        Instant before = accepted.minusSeconds(60);

        Table used = ledger.usage(before, halfway, "pool", List.of("chat"));
        assertThat(used.columns())
                .containsExactly(
                        "feature",
                        "tenant",
                        "pools",
                        "calls",
                        "input_tokens",
                        "output_tokens",
                        "share",
                        "wait_p50_ms",
                        "wait_p95_ms",
                        "refused",
                        "first_token_p95_ms");
        assertThat(used.rows())
                .extracting(row -> row.get(0), row -> row.get(3), row -> row.get(4))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("feature-0", 3L, 240L),
                        org.assertj.core.groups.Tuple.tuple("feature-1", 1L, 120L),
                        org.assertj.core.groups.Tuple.tuple("feature-2", 1L, 120L));
        assertThat(value(used, 0, "pools")).isEqualTo("pool");
        assertThat(value(used, 0, "output_tokens")).isEqualTo(30L);
        assertThat((double) value(used, 0, "share")).isEqualTo(0.5);
        assertThat(value(used, 0, "wait_p95_ms")).isEqualTo(0.002);
        assertThat(value(used, 0, "first_token_p95_ms")).isEqualTo(2.0);
        assertThat(value(used, 0, "refused")).isEqualTo(0L);

        Table rest = ledger.usage(halfway, accepted.plusSeconds(60), "pool", List.of("chat"));
        assertThat(value(rest, 0, "input_tokens")).isEqualTo(0L);
        assertThat(value(rest, 0, "output_tokens")).isEqualTo(30L);
        assertThat(value(rest, 0, "refused")).isEqualTo(1L);
        assertThat(rest.rows().get(0).get(7)).as("waits were over").isNull();

        assertThat(ledger.usage(before, halfway, "pool", List.of()).rows().getFirst().get(3))
                .as("without routes, what was refused belongs to no pool")
                .isEqualTo(2L);
        assertThat(ledger.usage(before, halfway, "other", List.of("draft")).rows()).isEmpty();
        assertThat(ledger.usage(before, halfway, null, List.of()).rows()).hasSize(3);
        assertThat(ledger.usage(before.minusSeconds(60), before, null, List.of()).rows()).isEmpty();
    }

    @Test
    void tellsWhatIsUsualForAPool() throws Exception {
        record(0, 120);
        long later = WALL + TimeUnit.MINUTES.toMicros(2);
        sink.tryOpen(TestEvents.opened(123, later));
        sink.close(TestEvents.succeeded(123, later));
        awaitTaken(121);
        Instant accepted = Instant.ofEpochMilli(WALL / 1_000);
        Instant start = accepted.minusSeconds(30);
        PoolLoad question =
                new PoolLoad(
                        "pool",
                        List.of(start, start.minusSeconds(86_400)),
                        Duration.ofMinutes(1),
                        true,
                        false);
        Table load = ledger.load(question);
        assertThat(value(load, 0, "minutes")).isEqualTo(1L);
        assertThat(load.rows()).as("three features, two classes").hasSize(6);
        assertThat(value(load, 0, "feature")).isEqualTo("feature-0");
        assertThat(value(load, 0, "class")).isEqualTo("background");
        assertThat(value(load, 0, "days")).as("the other day is empty").isEqualTo(1L);
        assertThat(value(load, 0, "requests_p50")).isEqualTo(20.0);
        assertThat(value(load, 0, "input_p95")).isEqualTo(2_400.0);
        assertThat(value(load, 0, "output_p50")).isEqualTo(600.0);

        PoolLoad asOthersCount =
                new PoolLoad("pool", List.of(start), Duration.ofMinutes(3), false, true);
        Table other = ledger.load(asOthersCount);
        assertThat(value(other, 0, "input_p50")).as("two of three minutes are idle").isEqualTo(0.0);
        assertThat((double) value(other, 0, "input_p95")).isBetween(1_500.0, 2_000.0);
        assertThat((double) value(other, 0, "output_p95")).isBetween(750.0, 1_000.0);

        Table pace = ledger.pace("pool", FROM, TO);
        assertThat((double) value(pace, 0, "first_token_seconds")).isBetween(0.0019, 0.0021);
        assertThat((double) value(pace, 0, "token_seconds")).isBetween(0.00009, 0.00011);
        assertThat(ledger.pace("nothing", FROM, TO).rows().getFirst()).containsNull();
    }

    @Test
    void recentCallsComeNewestFirstAndFiltered() throws Exception {
        for (int i = 0; i < 6; i++) {
            sink.tryOpen(TestEvents.opened(i, WALL + i));
            sink.close(TestEvents.succeeded(i, WALL + i));
        }
        awaitTaken(6);
        Table recent = ledger.recent(2, null, null);
        assertThat(recent.rows()).hasSize(2);
        assertThat(value(recent, 0, "feature")).isEqualTo("feature-2");
        assertThat(value(recent, 0, "cost_nano_usd")).isEqualTo(TestEvents.COST_NANOS);
        assertThat(value(recent, 0, "cache_write_tokens")).isNull();
        assertThat(value(recent, 0, "queued_ns")).isEqualTo(2_000L);
        assertThat(ledger.recent(100, "feature-1", null).rows()).hasSize(2);
        assertThat(ledger.recent(100, "feature-1", "endpoint-0").rows()).hasSize(1);
        assertThat(ledger.recent(100, "' OR true --", null).rows()).isEmpty();
    }

    @Test
    void exportsParquetAndCsv() throws Exception {
        record(0, 5);
        awaitTaken(5);
        Path csv = data.resolve("it's.csv");
        ledger.export(csv, Ledger.Format.CSV, FROM, TO);
        assertThat(Files.readAllLines(csv)).hasSize(6);
        Path parquet = data.resolve("events.parquet");
        ledger.export(parquet, Ledger.Format.PARQUET, FROM, TO);
        assertThat(Files.readAllBytes(parquet)).startsWith('P', 'A', 'R', '1');
    }

    @Test
    void answersAQueryWithinItsBounds() throws Exception {
        record(0, 5);
        awaitTaken(5);
        Table five = ledger.sql("SELECT feature, cost_nano_usd FROM events -- all", 5, TIMEOUT);
        assertThat(five.rows()).hasSize(5);
        assertThat(five.truncated()).isFalse();
        Table two = ledger.sql("WITH e AS (FROM events) SELECT * FROM e", 2, TIMEOUT);
        assertThat(two.rows()).hasSize(2);
        assertThat(two.truncated()).isTrue();
        assertThat(ledger.sql("SELECT sum(input_tokens) FROM events", 1, TIMEOUT).rows())
                .containsExactly(List.of(500L));
        assertThatThrownBy(() ->
                        ledger.sql(
                                "SELECT count(*) FROM range(1000000) a, range(1000000) b"
                                        + " WHERE a.range * b.range % 7 = 3",
                                1, Duration.ofSeconds(1)))
                .isInstanceOf(QueryRefused.class)
                .hasMessageContaining("Interrupted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO events (call_id) VALUES ('x')",
                "WITH x AS (INSERT INTO events (call_id) VALUES ('x') RETURNING *) SELECT * FROM x",
                "DELETE FROM events",
                "DROP TABLE events",
                "CREATE TABLE t (i INT)",
                "SELECT 1; SELECT 2",
                "SELECT 1; DROP TABLE events",
                "COMMIT; DROP TABLE events",
                "COPY events TO '/tmp/fleetward-stolen.csv'",
                "COPY events FROM '/etc/passwd'",
                "ATTACH '/tmp/fleetward-stolen.duckdb'",
                "PRAGMA database_list",
                "SET memory_limit = '100GB'",
                "CALL enable_logging()",
                "SELECT * FROM enable_logging()",
                "SELECT * FROM checkpoint()",
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_parquet('/tmp/x.parquet')",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM '/etc/passwd'",
                "SELECT * FROM \"/etc/passwd\"",
                "SELECT * FROM sniff_csv('/etc/passwd')",
                "SELECT * FROM query('SELECT 1')",
                "SELECT (SELECT content FROM read_text('/etc/passwd'))",
                "SELECT 1 WHERE EXISTS (FROM read_blob('/etc/passwd'))",
                "SELECT getenv('HOME')",
                "SELECT write_log('x')",
                "INSTALL httpfs",
                "LOAD httpfs",
                "EXPORT DATABASE '/tmp/fleetward-stolen'",
                "VACUUM",
                "not sql at all",
                ""
            })
    void refusesWhateverIsNotOneHarmlessSelect(String query) throws Exception {
        awaitRunning();
        assertThatThrownBy(() -> ledger.sql(query, 10, TIMEOUT)).isInstanceOf(QueryRefused.class);
        assertThat(ledger.sql("SELECT count(*) FROM events", 1, TIMEOUT).rows())
                .containsExactly(List.of(0L));
        assertThat(Path.of("/tmp/fleetward-stolen.csv")).doesNotExist();
        assertThat(Path.of("/tmp/fleetward-stolen.duckdb")).doesNotExist();
    }

    @Test
    void setsADamagedSegmentAsideAndLosesNothingElse() throws Exception {
        awaitRunning();
        ledger.stop();
        record(0, 20);
        logs.stop();
        Path segment = onlySegment();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(segment, bytes);
        openLogs();
        record(20, 5);
        ledger = Ledger.start(data, logs.epoch(), new HostClock(), LedgerSettings.DEFAULT);
        awaitRunning();
        await(() -> !ledger.status().setAside().isEmpty());
        assertThat(ledger.status().setAside().getFirst())
                .contains(segment.getFileName() + ".corrupt")
                .contains("damaged");
        await(() -> count("succeeded") + count("unknown") == 25);
        assertThat(count("succeeded")).isGreaterThanOrEqualTo(24);
    }

    /// A process that is killed while it appends leaves bytes behind its last length, which is
    /// written last: a record that was never committed, not one that was damaged.
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 208, 1_000})
    void aRecordThatItsKilledWriterNeverCommittedIsNoDamage(int written) throws Exception {
        awaitRunning();
        ledger.stop();
        record(0, 20);
        logs.stop();
        Path segment = onlySegment();
        int end = (int) Files.size(segment);
        byte[] killed = Arrays.copyOf(Files.readAllBytes(segment), end + 8_192);
        ByteBuffer header = ByteBuffer.wrap(killed).order(ByteOrder.LITTLE_ENDIAN);
        SegmentFormat.writeHeader(
                header, Name.parse(segment.getFileName().toString()).orElseThrow(), WALL);
        for (int i = 0; i < written; i++) {
            killed[end + SegmentFormat.RECORD_HEADER_BYTES + i] = (byte) (i + 1);
        }
        Files.write(segment, killed);
        openLogs();
        ledger = Ledger.start(data, logs.epoch(), new HostClock(), LedgerSettings.DEFAULT);
        awaitRunning();
        await(() -> !Files.exists(segment));
        await(() -> count("succeeded") == 20);
        assertThat(segment.resolveSibling(segment.getFileName() + ".corrupt")).doesNotExist();
        assertThat(count("unknown")).isZero();
    }

    @Test
    void spendIsKnownWithoutTheDatabaseAndAfterLosingTheCheckpoint() throws Exception {
        record(0, 30);
        awaitTaken(30);
        sink.tryOpen(TestEvents.opened(30, WALL));
        logs.stop();
        ledger.stop();
        long first = 10 * TestEvents.COST_NANOS + TestEvents.RESERVED_NANOS;
        long others = 10 * TestEvents.COST_NANOS;
        SpendToDate expected =
                new SpendToDate(
                        Map.of(
                                "feature-0",
                                new Spend(
                                        first,
                                        5 * TestEvents.COST_NANOS + TestEvents.RESERVED_NANOS),
                                "feature-1",
                                new Spend(others, 5 * TestEvents.COST_NANOS),
                                "feature-2",
                                new Spend(others, 5 * TestEvents.COST_NANOS)),
                        Map.of("feature-0", first, "feature-1", others, "feature-2", others));
        assertThat(SpendAtStart.read(data, DAY)).isEqualTo(expected);
        assertThat(SpendAtStart.read(data, DAY.plusMonths(1)))
                .isEqualTo(new SpendToDate(Map.of(), Map.of()));

        openLogs();
        ledger = Ledger.start(data, logs.epoch(), clockOnDay(), LedgerSettings.DEFAULT);
        await(() -> ledger.status().unknown() == 1);
        await(() -> ledger.spent().equals(expected));
        logs.stop();
        ledger.stop();
        assertThat(SpendAtStart.read(data, DAY)).isEqualTo(expected);

        Files.delete(data.resolve("spend"));
        openLogs();
        ledger = Ledger.start(data, logs.epoch(), clockOnDay(), LedgerSettings.DEFAULT);
        await(() -> ledger.spent().equals(expected));
        assertThat(count("succeeded")).isEqualTo(30);
    }

    /// A clock that stays on the day of the test's events.
    private static Clock clockOnDay() {
        Clock host = new HostClock();
        return new Clock() {
            @Override
            public long nanos() {
                return host.nanos();
            }

            @Override
            public long wallMicros() {
                return WALL;
            }
        };
    }

    @Test
    void anotherDayStartsWithoutWhatWasSpentBeforeMidnight() throws Exception {
        LocalDate before = LocalDate.of(2026, 11, 23);
        long midnight = Duration.ofDays(before.plusDays(1).toEpochDay()).toMillis() * 1_000;
        for (long number = 0; number < 6; number++) {
            long wall = midnight + (number < 4 ? -1 : 0);
            sink.tryOpen(TestEvents.opened(number, wall));
            sink.close(TestEvents.succeeded(number, wall));
        }
        awaitTaken(6);
        logs.stop();
        for (int start = 0; start < 2; start++) {
            ledger.stop();
            SpendToDate yesterday = SpendAtStart.read(data, before);
            SpendToDate today = SpendAtStart.read(data, before.plusDays(1));

            assertThat(yesterday.month()).isEqualTo(today.month());
            assertThat(today.month().get("feature-0"))
                    .isEqualTo(new Spend(2 * TestEvents.COST_NANOS, TestEvents.COST_NANOS));
            assertThat(yesterday.dayNanos())
                    .containsEntry("feature-0", 2 * TestEvents.COST_NANOS)
                    .containsEntry("feature-1", TestEvents.COST_NANOS);
            assertThat(today.dayNanos())
                    .isEqualTo(
                            Map.of(
                                    "feature-1",
                                    TestEvents.COST_NANOS,
                                    "feature-2",
                                    TestEvents.COST_NANOS));
            assertThat(SpendAtStart.read(data, before.plusDays(2)).dayNanos()).isEmpty();

            // Once from the checkpoint, once from the database.
            Files.delete(data.resolve("spend"));
            ledger = Ledger.start(data, Ledger.NO_WRITER, new HostClock(), LedgerSettings.DEFAULT);
            awaitRunning();
        }
    }

    @Test
    void aCheckpointThatKnowsOnlyMonthsIsStillRead() throws Exception {
        record(0, 3);
        awaitTaken(3);
        logs.stop();
        ledger.stop();
        SpendToDate known = SpendAtStart.read(data, DAY);
        writeCheckpointOfVersion1();

        SpendToDate read = SpendAtStart.read(data, DAY);

        assertThat(read.month()).isEqualTo(known.month()).hasSize(3);
        assertThat(read.dayNanos()).isEmpty();
    }

    /// Takes the days out of the checkpoint; no segments are named in it and no attempts are open.
    private void writeCheckpointOfVersion1() throws Exception {
        Path file = data.resolve("spend");
        ByteBuffer now = ByteBuffer.wrap(Files.readAllBytes(file));
        int offsets = now.getInt(12);
        assertThat(now.getInt(8)).isEqualTo(2);
        int months = 16 + 20 * offsets;
        int featureBytes = 2 + "feature-0".length();
        int days = months + 4 + 3 * (8 + featureBytes + 16);
        assertThat(now.getInt(months)).isEqualTo(3);
        assertThat(now.getInt(days)).isEqualTo(3);
        int rest = days + 4 + 3 * (8 + featureBytes + 8);
        ByteBuffer old = ByteBuffer.allocate(now.capacity() - (rest - days));
        old.put(now.slice(0, days)).put(now.slice(rest, now.capacity() - 4 - rest));
        old.putInt(8, 1);
        CRC32C crc = new CRC32C();
        crc.update(old.array(), 0, old.position());
        old.putInt((int) crc.getValue());
        assertThat(old.hasRemaining()).isFalse();
        Files.write(file, old.array());
    }

    /// What a kill between the database's commit and the next checkpoint leaves behind.
    @Test
    void aCheckpointOlderThanTheDatabaseAddsNothingTwice() throws Exception {
        record(0, 6);
        sink.tryOpen(TestEvents.opened(6, WALL));
        awaitTaken(6);
        logs.stop();
        ledger.stop();
        Path older = data.resolve("older");
        Files.copy(data.resolve("spend"), older);
        for (int start = 0; start < 2; start++) {
            Files.copy(older, data.resolve("spend"), StandardCopyOption.REPLACE_EXISTING);
            openLogs();
            ledger = Ledger.start(data, logs.epoch(), new HostClock(), LedgerSettings.DEFAULT);
            logs.stop();
            ledger.stop();
        }
        openLogs();
        ledger = Ledger.start(data, logs.epoch(), new HostClock(), LedgerSettings.DEFAULT);
        awaitRunning();
        assertThat(count("unknown")).isEqualTo(1);
        assertThat(count("succeeded")).isEqualTo(6);
        assertThat(ledger.spent().month().get("feature-0"))
                .isEqualTo(
                        new Spend(
                                2 * TestEvents.COST_NANOS + TestEvents.RESERVED_NANOS,
                                TestEvents.COST_NANOS + TestEvents.RESERVED_NANOS));
    }

    @Test
    void waitsForADatabaseThatCannotBeOpenedAndThenTakesEverything() throws Exception {
        awaitRunning();
        ledger.stop();
        Path file = data.resolve("ledger.duckdb");
        Path away = data.resolve("away");
        Files.move(file, away);
        Files.createDirectory(file);
        ledger = Ledger.start(data, logs.epoch(), new HostClock(), LedgerSettings.DEFAULT);
        record(0, 10);
        await(() -> ledger.status().state() == LedgerStatus.State.RETRYING);
        assertThat(ledger.status().problem()).isNotBlank();
        Lag lag = ledger.lag();
        assertThat(lag.bytes()).isGreaterThan(1_000);
        assertThat(lag.oldestWallMicros()).isEqualTo(WALL);
        assertThatThrownBy(() -> ledger.recent(1, null, null))
                .isInstanceOf(QueryRefused.class)
                .hasMessageContaining("not open");
        Files.delete(file);
        Files.move(away, file);
        await(() -> ledger.status().eventsTaken() == 10);
        await(() -> ledger.lag().equals(Lag.NONE));
    }

    @Test
    void deletesSegmentsThatWereTakenWhileCallsFromThemAreStillOpen() throws Exception {
        sink.tryOpen(TestEvents.opened(0, WALL));
        int calls = 3_000;
        for (int i = 1; i <= calls; i++) {
            long number = i;
            await(() -> sink.tryOpen(TestEvents.opened(number, WALL)));
            sink.close(TestEvents.succeeded(number, WALL));
        }
        awaitTaken(calls);
        await(() -> !Files.exists(data.resolve("events").resolve(firstSegment())));
        sink.close(TestEvents.succeeded(0, WALL));
        awaitTaken(calls + 1);
        assertThat(ledger.status().openAttempts()).isZero();
    }

    @Test
    void everyColumnHasAMeaning() {
        assertThat(LedgerReference.columns().lines())
                .hasSizeGreaterThan(45)
                .allMatch(line -> line.startsWith("|") && line.endsWith("|"))
                .anyMatch(line -> line.startsWith("| `cost_nano_usd` | BIGINT | "));
    }

    private String firstSegment() {
        return new Name(logs.epoch(), 0, 1).file();
    }

    private Path onlySegment() throws Exception {
        try (var files = Files.list(data.resolve("events"))) {
            List<Path> segments = files.filter(file -> file.toString().endsWith(".seg")).toList();
            assertThat(segments).hasSize(1);
            return segments.getFirst();
        }
    }

    private void record(int from, int calls) {
        for (int i = from; i < from + calls; i++) {
            assertThat(sink.tryOpen(TestEvents.opened(i, WALL))).isTrue();
            sink.close(TestEvents.succeeded(i, WALL));
        }
    }

    private long count(String outcome) throws Exception {
        String query = "SELECT count(*) FROM events WHERE outcome = '" + outcome + "'";
        return ledger.sql(query, 1, TIMEOUT).rows().getFirst().getFirst() instanceof Long count
                ? count
                : -1;
    }

    private void awaitRunning() {
        await(() -> ledger.status().state() == LedgerStatus.State.RUNNING);
    }

    private void awaitTaken(long events) {
        await(() -> ledger.status().eventsTaken() == events);
    }

    private static Object value(Table table, int row, String column) {
        return table.rows().get(row).get(table.columns().indexOf(column));
    }

    /// Polls for what another thread is about to do.
    private static void await(Callable<Boolean> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime() - end).as("patience").isNegative();
                Thread.sleep(2);
            }
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
