package dev.fleetward.control.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// One row of an answer, by the names of its columns. Confined to the reading of that row.
public final class Row {
    private final ResultSet result;

    Row(ResultSet result) {
        this.result = result;
    }

    /// @throws IllegalStateException where the column is null
    public String text(String column) throws SQLException {
        String text = result.getString(column);
        if (text == null) {
            throw new IllegalStateException(column + " is null");
        }
        return text;
    }

    public @Nullable String textOrNull(String column) throws SQLException {
        return result.getString(column);
    }

    /// 0 where the column is null.
    public long number(String column) throws SQLException {
        return result.getLong(column);
    }

    public @Nullable Long numberOrNull(String column) throws SQLException {
        long number = result.getLong(column);
        return result.wasNull() ? null : number;
    }

    /// A column that holds 0 or 1.
    public boolean flag(String column) throws SQLException {
        return result.getLong(column) != 0;
    }
}
