package dev.fleetward.control.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The open file: everything that is particular to SQLite. Confined to the store's thread.
///
/// A commit is on the disk when it returns (`synchronous = FULL` with a write-ahead log), so that
/// neither a killed process nor a lost machine takes back what was acknowledged.
final class Database implements AutoCloseable {
    private static final int BUSY_MILLIS = 2_000;

    // SQLite's primary result codes; the lowest byte of every code.
    private static final int ERROR = 1;
    private static final int BUSY = 5;
    private static final int LOCKED = 6;
    private static final int CONSTRAINT = 19;

    private final Path file;
    private final Connection connection;
    private final @Nullable Object identity;

    private Database(Path file, Connection connection, @Nullable Object identity) {
        this.file = file;
        this.connection = connection;
        this.identity = identity;
    }

    static Database open(Path file, long wallMicros) throws SQLException, IOException {
        if (!Files.exists(file)) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        Connection connection = source.getConnection();
        try {
            expect(connection, "PRAGMA quick_check(1)", "ok");
            expect(connection, "PRAGMA journal_mode", "wal");
            Migrations.apply(connection, wallMicros);
            return new Database(file, connection, identity(file));
        } catch (SQLException | IOException | RuntimeException failed) {
            connection.close();
            throw failed;
        }
    }

    private static void expect(Connection connection, String pragma, String answer)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(pragma)) {
            String got = result.next() ? result.getString(1) : "nothing";
            if (!answer.equals(got)) {
                throw new SQLException(pragma + " answers: " + got);
            }
        }
    }

    /// Whether the file that is open is still the one of its name: what is written to one that was
    /// moved or deleted would not be found again.
    boolean isInPlace() {
        try {
            return identity == null || identity.equals(identity(file));
        } catch (IOException gone) {
            return false;
        }
    }

    /// Brings all that is in the write-ahead log, which does not move with it, into the file.
    void fold() throws SQLException {
        execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static @Nullable Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    Transaction begin(boolean writes) throws SQLException {
        execute(writes ? "BEGIN IMMEDIATE" : "BEGIN");
        return new Transaction(connection);
    }

    void commit() throws SQLException {
        execute("COMMIT");
    }

    /// Writes what changes nothing, to see whether writing is possible.
    void probe() throws SQLException {
        execute("BEGIN IMMEDIATE");
        execute("UPDATE schema_migration SET applied_micros = applied_micros");
        commit();
    }

    /// Ends what was begun, if anything was; the engine may have done so itself.
    void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException nothingToRollBack) {
            // Said by the engine where it has rolled back already.
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Whether a statement is wrong or broke a rule of its table: a mistake of the caller, none of
    /// the file.
    static boolean isMistake(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        return code == CONSTRAINT || code == ERROR;
    }

    /// Whether somebody else holds the file, which is sound.
    static boolean isBusy(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        return code == BUSY || code == LOCKED;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
