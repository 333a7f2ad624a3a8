package dev.fleetward.control.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer of the ledger. Values are `null`, `Boolean`, `Long`, `Double`, `BigDecimal` or
/// `String`; moments are ISO 8601 in UTC. Immutable.
///
/// @param truncated whether there were more rows than asked for
public record Table(List<String> columns, List<List<@Nullable Object>> rows, boolean truncated) {

    /// Takes at most `maxRows` rows.
    static Table of(ResultSet result, int maxRows) throws SQLException {
        ResultSetMetaData shape = result.getMetaData();
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= shape.getColumnCount(); i++) {
            columns.add(shape.getColumnLabel(i));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        while (result.next()) {
            if (rows.size() == maxRows) {
                return new Table(columns, rows, true);
            }
            List<@Nullable Object> row = new ArrayList<>(columns.size());
            for (int i = 1; i <= columns.size(); i++) {
                row.add(plain(result.getObject(i)));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new Table(columns, rows, false);
    }

    public Table {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean flag -> flag;
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case Float number -> number.doubleValue();
            case Double number -> number;
            case BigInteger number ->
                    number.bitLength() < Long.SIZE
                            ? (Object) number.longValue()
                            : number.toString();
            case BigDecimal number -> number;
            case Timestamp moment -> moment.toLocalDateTime() + "Z";
            default -> value.toString();
        };
    }
}
