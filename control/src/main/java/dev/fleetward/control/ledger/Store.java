package dev.fleetward.control.ledger;

import dev.fleetward.core.call.CallId;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEventCodec.AttemptKey;
import dev.fleetward.core.event.SegmentFormat.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The database file. Writing is confined to the ledger's thread; [#reader()] is thread-safe.
///
/// Nothing but the database itself and the folder for exports can be read or written from within:
/// the engine is told so before the first statement, and its configuration is then locked.
final class Store implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Store.class.getName());

    static final String FILE = "ledger.duckdb";
    static final String EXPORTS = "exports";

    /// How far the engine's write-ahead log may grow before it is folded into the file. Larger than
    /// the engine's own 16 MB, which a busy fleet fills every second.
    private static final String CHECKPOINT_THRESHOLD = "64MB";

    private static final int KEYS_PER_LOOKUP = 500;

    /// How long closing waits for readers.
    private static final Duration READERS_LIMIT = Duration.ofSeconds(5);

    private static final Duration READERS_STEP = Duration.ofMillis(10);

    private final DuckDBConnection connection;
    private final Path exports;

    /// That may still be open; bounded by the questions and histories that are.
    private final Set<Connection> readers = ConcurrentHashMap.newKeySet();

    private Store(DuckDBConnection connection, Path exports) {
        this.connection = connection;
        this.exports = exports;
    }

    static Store open(Path data, LedgerSettings settings) throws SQLException, IOException {
        Path exports = data.toAbsolutePath().resolve(EXPORTS);
        Files.createDirectories(exports);
        Properties properties = new Properties();
        properties.setProperty("memory_limit", settings.memoryBytes() + "B");
        properties.setProperty("threads", Integer.toString(settings.threads()));
        properties.setProperty("checkpoint_threshold", CHECKPOINT_THRESHOLD);
        properties.setProperty("autoinstall_known_extensions", "false");
        properties.setProperty("autoload_known_extensions", "false");
        Connection opened =
                DriverManager.getConnection(
                        "jdbc:duckdb:" + data.toAbsolutePath().resolve(FILE), properties);
        try {
            confine(opened, exports);
            try (Statement statement = opened.createStatement()) {
                statement.execute(EventColumns.definition(EventColumns.TABLE));
                upgrade(statement);
                statement.execute(
                        "CREATE TABLE IF NOT EXISTS intake"
                                + " (segment VARCHAR PRIMARY KEY, taken_up_to BIGINT)");
            }
            return new Store(opened.unwrap(DuckDBConnection.class), exports);
        } catch (SQLException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    /// A table that an earlier version made is copied into one of today's columns: the appender
    /// goes by their order. A crash in between leaves the old table as it was.
    private static void upgrade(Statement statement) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet columns =
                statement.executeQuery(
                        "SELECT name FROM pragma_table_info('" + EventColumns.TABLE + "')")) {
            while (columns.next()) {
                found.add(columns.getString(1));
            }
        }
        List<String> wanted = EventColumns.ALL.stream().map(EventColumn::name).toList();
        if (found.equals(wanted)) {
            return;
        }
        String shared = String.join(", ", wanted.stream().filter(found::contains).toList());
        String next = EventColumns.TABLE + "_upgraded";
        statement.execute("BEGIN TRANSACTION");
        try {
            statement.execute(EventColumns.definition(next));
            statement.execute(
                    "INSERT INTO "
                            + next
                            + " ("
                            + shared
                            + ") SELECT "
                            + shared
                            + " FROM "
                            + EventColumns.TABLE);
            statement.execute("DROP TABLE " + EventColumns.TABLE);
            statement.execute("ALTER TABLE " + next + " RENAME TO " + EventColumns.TABLE);
            statement.execute("COMMIT");
        } catch (SQLException failed) {
            statement.execute("ROLLBACK");
            throw failed;
        }
    }

    /// A reader that outlived its store keeps the engine open, and then it is confined already.
    private static void confine(Connection opened, Path exports) throws SQLException {
        try (Statement statement = opened.createStatement()) {
            try (ResultSet locked =
                    statement.executeQuery("SELECT current_setting('lock_configuration')")) {
                if (locked.next() && locked.getBoolean(1)) {
                    return;
                }
            }
            // Closing is no time to find that the disk is full: [#checkpoint] is asked for where
            // there is room.
            statement.execute("PRAGMA disable_checkpoint_on_shutdown");
            statement.execute("SET TimeZone = 'UTC'");
            statement.execute("SET allowed_directories = ['" + quoted(exports.toString()) + "/']");
            statement.execute("SET enable_external_access = false");
            statement.execute("SET lock_configuration = true");
        }
    }

    static String quoted(String text) {
        return text.replace("'", "''");
    }

    /// Brings what the write-ahead log holds into the database, so that the next start is quick;
    /// where somebody still reads, that is left to the next start.
    void checkpoint() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        } catch (SQLException later) {
            LOG.log(System.Logger.Level.DEBUG, "the write-ahead log stays as it is", later);
        }
    }

    Path exports() {
        return exports;
    }

    /// A connection for one query, to be closed by the caller.
    Connection reader() throws SQLException {
        Connection reader = connection.duplicate();
        readers.removeIf(Store::isClosed);
        readers.add(reader);
        return reader;
    }

    /// Up to where each segment's closed records are in the table.
    Map<Name, Integer> offsets() throws SQLException {
        Map<Name, Integer> offsets = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT segment, taken_up_to FROM intake")) {
            while (rows.next()) {
                int upTo = rows.getInt(2);
                Name.parse(rows.getString(1)).ifPresent(name -> offsets.put(name, upTo));
            }
        }
        return offsets;
    }

    /// An empty batch; only one may be open at a time.
    Batch batch() {
        return new Batch();
    }

    /// Events and the offsets that they reach, in one transaction that begins with the first event
    /// and is undone where the batch is closed without a commit. Each event goes to the engine at
    /// once: a batch that held thousands of them in the heap would make every collection meanwhile
    /// copy them. Confined.
    final class Batch implements AutoCloseable {
        private @Nullable DuckDBAppender appender;
        private boolean begun;
        private int size;

        private Batch() {}

        int size() {
            return size;
        }

        void add(CallEvent event) throws SQLException {
            DuckDBAppender row = appender == null ? begin() : appender;
            row.beginRow();
            for (EventColumn column : EventColumns.ALL) {
                column.fill().append(row, event);
            }
            row.endRow();
            size++;
        }

        /// Begun outright: the driver begins one on its own for statements, but not for an
        /// appender.
        private DuckDBAppender begin() throws SQLException {
            execute("BEGIN TRANSACTION");
            begun = true;
            DuckDBAppender made = connection.createAppender("events");
            appender = made;
            return made;
        }

        /// Lets [#present] see what was added.
        void flush() throws SQLException {
            if (appender != null) {
                appender.flush();
            }
        }

        /// @param offsets up to where segments are in the table now
        /// @param gone segments whose offsets need not be known any more
        void commit(Map<Name, Integer> offsets, Collection<Name> gone) throws SQLException {
            closeAppender();
            keep(offsets);
            forget(gone);
            execute("COMMIT");
            begun = false;
        }

        private void closeAppender() throws SQLException {
            DuckDBAppender open = appender;
            appender = null;
            if (open != null) {
                open.close();
            }
        }

        @Override
        public void close() throws SQLException {
            try {
                closeAppender();
            } finally {
                if (begun) {
                    begun = false;
                    execute("ROLLBACK");
                }
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void keep(Map<Name, Integer> offsets) throws SQLException {
        try (PreparedStatement keep =
                connection.prepareStatement("INSERT OR REPLACE INTO intake VALUES (?, ?)")) {
            for (Map.Entry<Name, Integer> offset : offsets.entrySet()) {
                keep.setString(1, offset.getKey().file());
                keep.setInt(2, offset.getValue());
                keep.execute();
            }
        }
    }

    private void forget(Collection<Name> gone) throws SQLException {
        try (PreparedStatement forget =
                connection.prepareStatement("DELETE FROM intake WHERE segment = ?")) {
            for (Name name : gone) {
                forget.setString(1, name.file());
                forget.execute();
            }
        }
    }

    /// Which of these are in the table already.
    Set<AttemptKey> present(List<CallEvent> events) throws SQLException {
        Set<AttemptKey> present = new HashSet<>();
        for (int from = 0; from < events.size(); from += KEYS_PER_LOOKUP) {
            int to = Math.min(events.size(), from + KEYS_PER_LOOKUP);
            lookUp(events.subList(from, to), present);
        }
        return present;
    }

    /// The range of times lets the engine skip all row groups but the recent ones.
    private void lookUp(List<CallEvent> events, Set<AttemptKey> present) throws SQLException {
        String marks = String.join(", ", Collections.nCopies(events.size(), "?"));
        try (PreparedStatement query =
                connection.prepareStatement(
                        "SELECT call_id, attempt FROM events"
                                + " WHERE accepted_at BETWEEN make_timestamp(?)"
                                + " AND make_timestamp(?) AND call_id IN ("
                                + marks
                                + ")")) {
            query.setLong(1, accepted(events).min().orElse(0));
            query.setLong(2, accepted(events).max().orElse(0));
            for (int i = 0; i < events.size(); i++) {
                query.setString(i + 3, events.get(i).call().toString());
            }
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    int attempt = rows.getInt(2);
                    CallId.parse(rows.getString(1))
                            .ifPresent(call -> present.add(new AttemptKey(call, attempt)));
                }
            }
        }
    }

    private static LongStream accepted(List<CallEvent> events) {
        return events.stream().mapToLong(event -> event.timing().acceptedWallMicros());
    }

    /// The spend of all days that the table knows, for a ledger whose checkpoint was lost.
    void addSpendTo(SpendBook book) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT epoch(accepted_at::DATE)::BIGINT // 86400, feature,"
                                        + " sum(cost_nano_usd)::BIGINT,"
                                        + " coalesce(sum(cost_nano_usd) FILTER"
                                        + " (class = 'background'), 0)::BIGINT"
                                        + " FROM events WHERE cost_nano_usd > 0"
                                        + " GROUP BY ALL ORDER BY ALL")) {
            while (rows.next()) {
                book.add(
                        LocalDate.ofEpochDay(rows.getLong(1)),
                        rows.getString(2),
                        new Spend(rows.getLong(3), rows.getLong(4)));
            }
        }
    }

    private static boolean isClosed(Connection reader) {
        try {
            return reader.isClosed();
        } catch (SQLException failed) {
            return true;
        }
    }

    /// Waits for readers, for a while: as long as one is open, the engine keeps the file that it
    /// has, and whoever opens the database again gets that one, also where another lies in its
    /// place by then.
    @Override
    public void close() throws SQLException {
        try {
            awaitReaders();
        } finally {
            connection.close();
        }
    }

    private void awaitReaders() {
        long steps = READERS_LIMIT.dividedBy(READERS_STEP);
        for (long i = 0; i < steps && !readers.stream().allMatch(Store::isClosed); i++) {
            LockSupport.parkNanos(this, READERS_STEP.toNanos());
        }
    }
}
