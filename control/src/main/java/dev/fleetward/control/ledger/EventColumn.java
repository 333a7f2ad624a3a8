package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEvent;
import java.sql.SQLException;
import java.time.Instant;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/// One column of the table `events`: its name, its type, its meaning, and how an event fills it.
/// Immutable.
record EventColumn(String name, String type, String meaning, Fill fill) {
    @FunctionalInterface
    interface Fill {
        void append(DuckDBAppender row, CallEvent event) throws SQLException;
    }

    @FunctionalInterface
    interface TextOf {
        @Nullable String of(CallEvent event);
    }

    @FunctionalInterface
    interface NumberOf {
        long of(CallEvent event);
    }

    @FunctionalInterface
    interface FlagOf {
        boolean of(CallEvent event);
    }

    static EventColumn text(String name, String meaning, TextOf value) {
        return new EventColumn(
                name,
                "VARCHAR",
                meaning,
                (row, event) -> {
                    String text = value.of(event);
                    if (text == null) {
                        row.appendNull();
                    } else {
                        row.append(text);
                    }
                });
    }

    static EventColumn number(String name, String meaning, NumberOf value) {
        return new EventColumn(
                name, "BIGINT", meaning, (row, event) -> row.append(value.of(event)));
    }

    /// Null where the value is negative.
    static EventColumn numberOrNull(String name, String meaning, NumberOf value) {
        return new EventColumn(
                name,
                "BIGINT",
                meaning,
                (row, event) -> {
                    long number = value.of(event);
                    if (number < 0) {
                        row.appendNull();
                    } else {
                        row.append(number);
                    }
                });
    }

    static EventColumn flag(String name, String meaning, FlagOf value) {
        return new EventColumn(
                name, "BOOLEAN", meaning, (row, event) -> row.append(value.of(event)));
    }

    /// Null where the value is `Long.MIN_VALUE`.
    static EventColumn moment(String name, String meaning, NumberOf micros) {
        return new EventColumn(
                name,
                "TIMESTAMP",
                meaning,
                (row, event) -> {
                    long value = micros.of(event);
                    if (value == Long.MIN_VALUE) {
                        row.appendNull();
                    } else {
                        row.appendEpochMicros(value);
                    }
                });
    }

    /// A moment as SQL.
    static String literal(Instant instant) {
        long micros =
                Math.addExact(
                        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L),
                        instant.getNano() / 1000);
        return "make_timestamp(" + micros + ")";
    }
}
