package dev.fleetward.control.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What one transaction reads and writes: statements in the SQL that SQLite and PostgreSQL share,
/// with `?` for values, which are texts, whole numbers, booleans (0 and 1) or null. Confined to the
/// work that it was handed to.
public final class Transaction {
    private static final System.Logger LOG = System.getLogger(Transaction.class.getName());

    /// The statements whose unreadable rows were told of; as many as there are in the sources.
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private final Connection connection;

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /// Reads one row.
    @FunctionalInterface
    public interface Reading<T> {
        T of(Row row) throws SQLException;
    }

    /// The number of rows that were inserted, changed or deleted.
    public int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            return statement.executeUpdate();
        }
    }

    /// All rows of the answer. Bound it with `LIMIT`.
    public <T> List<T> list(String sql, Reading<T> reading, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(result);
                List<T> rows = new ArrayList<>();
                while (result.next()) {
                    rows.add(reading.of(row));
                }
                return rows;
            }
        }
    }

    /// The rows of the answer that this version can read. What a later version wrote before it was
    /// taken back is left out; the log says so once for each statement.
    public <T> List<T> known(String sql, Reading<T> reading, @Nullable Object... values)
            throws SQLException {
        return list(sql, row -> readable(sql, reading, row), values).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static <T> Optional<T> readable(String sql, Reading<T> reading, Row row)
            throws SQLException {
        try {
            return Optional.of(reading.of(row));
        } catch (RuntimeException other) {
            if (TOLD.add(sql)) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "rows of the control store that another version wrote are left out ("
                                + sql
                                + "): "
                                + other.getMessage());
            }
            return Optional.empty();
        }
    }

    /// The first row of the answer.
    public <T> Optional<T> first(String sql, Reading<T> reading, @Nullable Object... values)
            throws SQLException {
        List<T> rows = list(sql, reading, values);
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
    }

    private static void bind(PreparedStatement statement, @Nullable Object... values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            switch (value) {
                case null -> statement.setString(i + 1, null);
                case String text -> statement.setString(i + 1, text);
                case Integer number -> statement.setLong(i + 1, number);
                case Long number -> statement.setLong(i + 1, number);
                case Boolean flag -> statement.setLong(i + 1, flag ? 1 : 0);
                default ->
                        throw new IllegalArgumentException(
                                value.getClass()
                                        + " (expected: a text, a whole number or a boolean)");
            }
        }
    }
}
