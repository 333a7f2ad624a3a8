package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.season.PromptSize;
import dev.fleetward.core.season.slow.Cohort;
import dev.fleetward.core.season.slow.ResidualCell;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The table as it was at a moment, while the ledger goes on. Confined to who reads it, but for
/// [#cancel].
public final class History implements AutoCloseable {
    /// Between accepting a call and its end there is no more than this.
    private static final Duration LONGEST_CALL = Duration.ofHours(6);

    private static final int TIMEOUT_SECONDS = 600;

    /// Of a curve of predicted prefill.
    public static final int PREFILL_POINTS = SeasonSql.POINTS;

    private static final long MICROS_PER_HOUR = 3_600_000_000L;

    private final Connection reader;
    private volatile @Nullable Statement running;
    private volatile boolean cancelled;

    /// The times that are promised, in nanoseconds; 0 where none is.
    public record Limits(long firstTokenNanos, long interTokenNanos, long totalNanos) {}

    /// Events alike in all that matters for promises.
    ///
    /// @param name of the feature, route or endpoint
    /// @param minute of their end, wall time in minutes since 1970; rounded down to a quarter of an
    ///   hour where that was asked for
    /// @param lateFirstToken whether it came later than promised; null where nothing was promised
    ///   or measured, like the two after it
    public record Row(
            String name,
            long minute,
            Ending ending,
            @Nullable FailureKind failure,
            @Nullable Flaw flaw,
            @Nullable Boolean lateFirstToken,
            @Nullable Boolean lateInterToken,
            @Nullable Boolean lateTotal,
            long events) {}

    /// Takes one row.
    @FunctionalInterface
    public interface Rows {
        void take(Row row);
    }

    private History(Connection reader) {
        this.reader = reader;
    }

    static History of(Store store) throws SQLException {
        Connection reader = store.reader();
        try (Statement statement = reader.createStatement()) {
            statement.execute("BEGIN TRANSACTION READ ONLY");
            // The engine fixes what a transaction sees when it first looks at the table.
            statement.executeQuery("SELECT count(*) FROM events WHERE false").close();
            return new History(reader);
        } catch (SQLException | RuntimeException failed) {
            reader.close();
            throw failed;
        }
    }

    /// All events since then that concern a promise, in the order of their time: those that ended a
    /// call of the features or of the routes that were asked for, or the attempts at endpoints.
    ///
    /// @param promised by name; others are left out
    /// @param minutesFrom from when on rows are of single minutes
    /// @throws QueryRefused where the database fails or [#cancel] was called
    public void promises(
            Kind kind, Map<String, Limits> promised, Instant from, Instant minutesFrom, Rows rows)
            throws QueryRefused {
        if (promised.isEmpty()) {
            return;
        }
        TreeMap<String, Limits> ordered = new TreeMap<>(promised);
        read(
                sql(kind, List.copyOf(ordered.values()), from, minutesFrom),
                List.copyOf(ordered.keySet()),
                found -> rows.take(row(found)));
    }

    /// A call at an endpoint, for learning how long it reads at a prompt.
    @FunctionalInterface
    public interface Prompts {
        void take(String endpoint, long uncachedTokens, long firstTokenNanos);
    }

    /// Calls of one hour at one endpoint that took about as long.
    @FunctionalInterface
    public interface Times {
        /// @param nanos within 1%
        void take(SeasonPlace place, boolean interToken, double nanos, long calls);
    }

    /// Calls of one hour at one endpoint that ended alike.
    @FunctionalInterface
    public interface Endings {
        void take(
                SeasonPlace place,
                Ending ending,
                @Nullable FailureKind failure,
                @Nullable Flaw flaw,
                long calls);
    }

    /// First tokens of one cohort in one slot of five minutes.
    @FunctionalInterface
    public interface Slots {
        /// @param wallMicros where the slot begins
        /// @param logFirstToken the mean logarithm of nanoseconds
        void take(
                long wallMicros,
                Cohort cohort,
                double promptTokens,
                double uncachedTokens,
                double logFirstToken,
                long calls);
    }

    /// The last calls since then of each endpoint and size of prompt, in the order of their time.
    ///
    /// @throws QueryRefused where the database fails or [#cancel] was called
    public void prompts(Instant from, int mostOfASize, Prompts prompts) throws QueryRefused {
        read(
                SeasonSql.prompts(from, mostOfASize),
                List.of(),
                found -> prompts.take(found.getString(1), found.getLong(2), found.getLong(3)));
    }

    /// First tokens less predicted prefill, and gaps between tokens, since then, hour by hour.
    ///
    /// @param prefill of each endpoint the predicted nanoseconds at 64 tokens and from there on at
    ///   four sizes for each doubling, [#PREFILL_POINTS] of them
    /// @throws QueryRefused where the database fails or [#cancel] was called
    public void times(Instant from, Map<String, double[]> prefill, Times times)
            throws QueryRefused {
        List<String> parameters = new ArrayList<>();
        prefill.forEach((endpoint, points) -> {
            if (points.length != PREFILL_POINTS) {
                throw new IllegalArgumentException(
                        "points: " + points.length + " (expected: " + PREFILL_POINTS + ")");
            }
            parameters.add(endpoint);
            parameters.add(Arrays.toString(points));
        });
        read(
                SeasonSql.times(from, prefill.size()),
                parameters,
                found ->
                        times.take(
                                place(found),
                                found.getBoolean(5),
                                SeasonSql.valueOf(found.getInt(6)),
                                found.getLong(7)));
    }

    /// How attempts at endpoints ended since then, hour by hour.
    ///
    /// @throws QueryRefused where the database fails or [#cancel] was called
    public void endings(Instant from, Endings endings) throws QueryRefused {
        read(
                SeasonSql.endings(from),
                List.of(),
                found ->
                        endings.take(
                                place(found),
                                Ending.valueOf(found.getString(5).toUpperCase(Locale.ROOT)),
                                constant(FailureKind.class, found.getString(6)),
                                constant(Flaw.class, found.getString(7)),
                                found.getLong(8)));
    }

    /// First tokens by cohort since then, slot by slot.
    ///
    /// @throws QueryRefused where the database fails or [#cancel] was called
    public void slots(Instant from, Slots slots) throws QueryRefused {
        read(
                SeasonSql.slots(from),
                List.of(),
                found ->
                        slots.take(
                                found.getLong(1) * ResidualCell.SLOT_MICROS,
                                new Cohort(
                                        text(found, 2),
                                        found.getString(3),
                                        found.getString(4),
                                        text(found, 5),
                                        text(found, 6),
                                        text(found, 7).isEmpty() ? null : text(found, 7),
                                        text(found, 8),
                                        PromptSize.values()[found.getInt(9)]
                                                .name()
                                                .toLowerCase(Locale.ROOT)),
                                found.getDouble(10),
                                found.getDouble(11),
                                found.getDouble(12),
                                found.getLong(13)));
    }

    private static SeasonPlace place(ResultSet found) throws SQLException {
        return new SeasonPlace(
                found.getLong(1) * MICROS_PER_HOUR,
                found.getString(2),
                found.getString(3),
                PromptSize.values()[found.getInt(4)]);
    }

    private static String text(ResultSet found, int column) throws SQLException {
        String text = found.getString(column);
        return text == null ? "" : text;
    }

    @FunctionalInterface
    private interface Found {
        void take(ResultSet row) throws SQLException;
    }

    private void read(String sql, List<String> parameters, Found rows) throws QueryRefused {
        try (PreparedStatement query = reader.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                query.setString(i + 1, parameters.get(i));
            }
            query.setQueryTimeout(TIMEOUT_SECONDS);
            running = query;
            if (cancelled) {
                throw new QueryRefused("the reading of the history was ended");
            }
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    rows.take(found);
                }
            } finally {
                running = null;
            }
        } catch (SQLException failed) {
            throw new QueryRefused(String.valueOf(failed.getMessage()), failed);
        }
    }

    /// What served the attempts since then, by the hour, oldest first: all that providers told.
    ///
    /// @throws QueryRefused where the database fails or [#cancel] was called
    public List<ServedRow> served(Instant from) throws QueryRefused {
        return list(ServedSql.served(from), ServedSql::row).reversed();
    }

    /// The attempts of the last minutes that are in the table whose providers named a region.
    ///
    /// @throws QueryRefused where the database fails or [#cancel] was called
    public List<ServedCall> servedLast() throws QueryRefused {
        return list(ServedSql.last(), ServedSql::call);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T row(ResultSet found) throws SQLException;
    }

    private <T> List<T> list(String sql, Reading<T> reading) throws QueryRefused {
        List<T> rows = new ArrayList<>();
        read(sql, List.of(), found -> rows.add(reading.row(found)));
        return rows;
    }

    private static String sql(Kind kind, List<Limits> limits, Instant from, Instant minutesFrom) {
        String name =
                switch (kind) {
                    case FEATURE -> "feature";
                    case ROUTE -> "coalesce(fallback_of, route)";
                    case ENDPOINT -> "endpoint";
                };
        boolean attempts = kind == Kind.ENDPOINT;
        StringBuilder values = new StringBuilder();
        for (Limits each : limits) {
            values.append(values.isEmpty() ? "" : ", ")
                    .append("(?, ")
                    .append(each.firstTokenNanos())
                    .append("::BIGINT, ")
                    .append(each.interTokenNanos())
                    .append("::BIGINT, ")
                    .append(each.totalNanos())
                    .append("::BIGINT)");
        }
        return String.format(
                Locale.ROOT,
                """
                WITH promised(name, first_token, inter_token, total) AS (VALUES %1$s),
                seen AS (
                    SELECT promised.name,
                        epoch_us(coalesce(ended_at, accepted_at)) // 60000000 AS minute,
                        outcome, failure, flaw,
                        CASE WHEN stream AND first_token > 0
                            THEN first_token_ns - %2$s > first_token END AS late_first,
                        CASE WHEN stream AND inter_token > 0 AND output_tokens > 1
                            THEN (last_byte_ns - first_token_ns) // (output_tokens - 1)
                                > inter_token END AS late_inter,
                        CASE WHEN total > 0 THEN last_byte_ns - %2$s > total END AS late_total
                    FROM events JOIN promised ON %3$s = promised.name
                    WHERE accepted_at >= %4$s AND coalesce(ended_at, accepted_at) >= %5$s AND %6$s)
                SELECT name,
                    CASE WHEN minute >= %7$d THEN minute ELSE minute // 15 * 15 END AS since,
                    outcome, failure, flaw, late_first, late_inter, late_total, count(*)
                FROM seen GROUP BY ALL ORDER BY since, name
                """,
                values,
                attempts ? "sent_ns" : "0",
                name,
                EventColumn.literal(from.minus(LONGEST_CALL)),
                EventColumn.literal(from),
                attempts ? "true" : "is_last",
                minutesFrom.getEpochSecond() / 60);
    }

    private static Row row(ResultSet found) throws SQLException {
        String failure = found.getString(4);
        String flaw = found.getString(5);
        return new Row(
                found.getString(1),
                found.getLong(2),
                Ending.valueOf(found.getString(3).toUpperCase(Locale.ROOT)),
                constant(FailureKind.class, failure),
                constant(Flaw.class, flaw),
                flag(found, 6),
                flag(found, 7),
                flag(found, 8),
                found.getLong(9));
    }

    /// Null also for one that this version does not know.
    private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String label) {
        for (E each : type.getEnumConstants()) {
            if (each.name().equalsIgnoreCase(label)) {
                return each;
            }
        }
        return null;
    }

    private static @Nullable Boolean flag(ResultSet found, int column) throws SQLException {
        boolean value = found.getBoolean(column);
        return found.wasNull() ? null : value;
    }

    /// Ends a reading that is under way on another thread; nothing is read any more.
    public void cancel() {
        cancelled = true;
        Statement statement = running;
        if (statement != null) {
            try {
                statement.cancel();
            } catch (SQLException ended) {
                // It was just over.
            }
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (SQLException leftToTheEngine) {
            // Nothing was written, so nothing can be lost.
        }
    }
}
