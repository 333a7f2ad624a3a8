package dev.fleetward.control.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one transaction reads and writes: statements in the SQL that SQLite and PostgreSQL share,
/// with `?` for values, which are texts, whole numbers, booleans (0 and 1) or null. Confined to the
/// work that it was handed to.
public final class Transaction {
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
