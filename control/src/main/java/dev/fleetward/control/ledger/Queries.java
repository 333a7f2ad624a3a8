package dev.fleetward.control.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The questions that the ledger answers, a bounded number at a time. Thread-safe.
final class Queries {
    private static final int MAX_ROWS = 10_000;
    private static final int MAX_RECENT = 1_000;

    /// Sums by hour behind one plan.
    private static final int MAX_HOURS = 300_000;

    private static final Duration OWN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration EXPORT_TIMEOUT = Duration.ofMinutes(30);

    /// All sums of a group; `calls` counts logical calls, tokens and cost belong to all attempts.
    private static final String SUMS =
            """
            count(*) FILTER (is_last) AS calls,
            count(*) FILTER (attempt > 0) AS attempts,
            count(*) FILTER (is_last AND outcome = 'succeeded') AS succeeded,
            count(*) FILTER (is_last AND outcome = 'failed') AS failed,
            count(*) FILTER (is_last AND outcome = 'refused') AS refused,
            count(*) FILTER (is_last AND outcome = 'aborted') AS aborted,
            count(*) FILTER (is_last AND outcome = 'unknown') AS unknown,
            coalesce(sum(coalesce(input_tokens, 0) + coalesce(cache_read_tokens, 0)
                + coalesce(cache_write_tokens, 0) + coalesce(cache_write_long_tokens, 0)), 0)
                ::BIGINT AS input_tokens,
            coalesce(sum(cache_read_tokens), 0)::BIGINT AS cache_read_tokens,
            coalesce(sum(output_tokens), 0)::BIGINT AS output_tokens,
            coalesce(sum(cost_nano_usd), 0)::BIGINT AS cost_nano_usd,
            count(*) FILTER (attempt > 0 AND cost_nano_usd IS NULL) AS unpriced
            """;

    private static final String QUANTILES =
            """
            quantile_cont(queued_ns, 0.95) / 1e6 AS queued_p95_ms,
            quantile_cont(first_token_ns, 0.5) / 1e6 AS first_token_p50_ms,
            quantile_cont(first_token_ns, 0.95) / 1e6 AS first_token_p95_ms,
            quantile_cont(coalesce(last_byte_ns, settled_ns), 0.5)
                FILTER (outcome = 'succeeded') / 1e6 AS total_p50_ms,
            quantile_cont(coalesce(last_byte_ns, settled_ns), 0.95)
                FILTER (outcome = 'succeeded') / 1e6 AS total_p95_ms
            """;

    private final Supplier<@Nullable Store> store;
    private final Semaphore free;
    private final AtomicLong exports = new AtomicLong();

    @FunctionalInterface
    private interface Question<T> {
        T ask(Connection reader) throws SQLException, QueryRefused, IOException;
    }

    @FunctionalInterface
    private interface Row<T> {
        T of(ResultSet found) throws SQLException;
    }

    Queries(Supplier<@Nullable Store> store, int atATime) {
        this.store = store;
        this.free = new Semaphore(atATime);
    }

    Table totals(List<GroupBy> groups, Instant from, Instant to) throws QueryRefused {
        if (groups.isEmpty()
                || groups.size() > 2
                || groups.stream().distinct().count() < groups.size()) {
            throw new QueryRefused("totals are grouped by one or two different columns");
        }
        String keys =
                groups.stream()
                        .map(group -> group.expression() + " AS \"" + group.label() + '"')
                        .collect(Collectors.joining(", "));
        String numbers =
                IntStream.rangeClosed(1, groups.size())
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(", "));
        return own(
                String.format(
                        Locale.ROOT,
                        "SELECT %s, %s FROM events WHERE %s GROUP BY %s ORDER BY %s",
                        keys,
                        SUMS,
                        between(from, to),
                        numbers,
                        order(groups)),
                List.of());
    }

    /// Days in their order, everything else by what it cost and used.
    private static String order(List<GroupBy> groups) {
        return groups.contains(GroupBy.DAY)
                ? IntStream.rangeClosed(1, groups.size())
                        .mapToObj(i -> i + " NULLS LAST")
                        .collect(Collectors.joining(", "))
                : "cost_nano_usd DESC, calls DESC, 1 NULLS LAST";
    }

    Table health(List<GroupBy> groups, Instant from, Instant to, Collection<String> complained)
            throws QueryRefused {
        return own(
                HealthSql.health(groups, between(from, to)),
                List.of(String.join(HealthSql.BETWEEN_IDS, complained)));
    }

    Table live(Instant since) throws QueryRefused {
        String after = "ended_at >= " + EventColumn.literal(since);
        String part = "SELECT '%s' AS kind, %s AS name, %s, %s FROM events WHERE %s GROUP BY 2";
        return own(
                String.format(Locale.ROOT, part, "feature", "feature", SUMS, QUANTILES, after)
                        + " UNION ALL "
                        + String.format(
                                Locale.ROOT,
                                part,
                                "endpoint",
                                "endpoint",
                                SUMS,
                                QUANTILES,
                                after + " AND endpoint IS NOT NULL")
                        + " ORDER BY 1 DESC, 2",
                List.of());
    }

    List<ServedCall> requests(List<String> requestIds) throws QueryRefused {
        if (requestIds.isEmpty()) {
            return List.of();
        }
        return answer(reader -> {
            List<ServedCall> calls = new ArrayList<>();
            try (PreparedStatement query =
                    reader.prepareStatement(ServedSql.requests(requestIds.size()))) {
                query.setQueryTimeout(Math.toIntExact(OWN_TIMEOUT.toSeconds()));
                for (int i = 0; i < requestIds.size(); i++) {
                    query.setString(i + 1, requestIds.get(i));
                }
                try (ResultSet found = query.executeQuery()) {
                    while (found.next()) {
                        calls.add(ServedSql.call(found));
                    }
                }
            }
            return calls;
        });
    }

    Table recent(int limit, @Nullable String feature, @Nullable String endpoint)
            throws QueryRefused {
        List<String> parameters = new ArrayList<>();
        StringBuilder query = new StringBuilder("SELECT * FROM events WHERE true");
        if (feature != null) {
            query.append(" AND feature = ?");
            parameters.add(feature);
        }
        if (endpoint != null) {
            query.append(" AND endpoint = ?");
            parameters.add(endpoint);
        }
        int rows = Math.clamp(limit, 1, MAX_RECENT);
        query.append(" ORDER BY accepted_at DESC, attempt DESC LIMIT ").append(rows);
        return own(query.toString(), parameters);
    }

    Table usage(Instant from, Instant to, @Nullable String pool, Collection<String> routes)
            throws QueryRefused {
        return own(
                UsageSql.usage(from, to, pool, routes.size()), UsageSql.parameters(pool, routes));
    }

    Table load(PoolLoad question) throws QueryRefused {
        return own(UsageSql.load(question), List.of(question.pool()));
    }

    Table pace(String pool, Instant from, Instant to) throws QueryRefused {
        return own(UsageSql.pace(from, to), List.of(pool));
    }

    WorkSeen work(Instant from, Instant to) throws QueryRefused {
        WorkSeen seen =
                answer(reader -> {
                    try (Statement statement = reader.createStatement()) {
                        limit(statement, OWN_TIMEOUT);
                        return new WorkSeen(
                                rows(
                                        statement,
                                        WorkSql.hours(from, to, MAX_HOURS + 1),
                                        WorkSql::hour),
                                rows(
                                        statement,
                                        WorkSql.held(from, to, MAX_HOURS + 1),
                                        WorkSql::heldHour));
                    }
                });
        if (seen.hours().size() > MAX_HOURS || seen.held().size() > MAX_HOURS) {
            throw new QueryRefused(
                    "more than "
                            + MAX_HOURS
                            + " sums by hour, endpoint and feature since "
                            + from
                            + ": too many for a plan");
        }
        return seen;
    }

    private static <T> List<T> rows(Statement statement, String query, Row<T> row)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet found = statement.executeQuery(query)) {
            while (found.next()) {
                rows.add(row.of(found));
            }
        }
        return rows;
    }

    Table sql(String query, int maxRows, Duration timeout) throws QueryRefused {
        return answer(reader -> {
            ReadOnlySql.check(reader, query);
            try (Statement statement = reader.createStatement()) {
                statement.execute("BEGIN TRANSACTION READ ONLY");
                limit(statement, timeout);
                try (ResultSet result = statement.executeQuery(query)) {
                    return Table.of(result, Math.clamp(maxRows, 1, MAX_ROWS));
                }
            }
        });
    }

    void export(Path target, Ledger.Format format, Instant from, Instant to) throws QueryRefused {
        Path staged =
                answer(reader -> {
                    Store opened = openStore();
                    String name = "export-" + exports.incrementAndGet() + '.' + format.suffix();
                    Path file = opened.exports().resolve(name);
                    Files.deleteIfExists(file);
                    try (Statement statement = reader.createStatement()) {
                        limit(statement, EXPORT_TIMEOUT);
                        statement.execute(
                                String.format(
                                        Locale.ROOT,
                                        "COPY (SELECT * FROM events WHERE %s) TO '%s' (%s)",
                                        between(from, to),
                                        Store.quoted(file.toString()),
                                        format.options()));
                    }
                    return file;
                });
        try {
            Files.move(staged, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            deleteQuietly(staged);
            throw new QueryRefused(
                    target + ": cannot be written (" + failed.getMessage() + ")", failed);
        }
    }

    private static void deleteQuietly(Path staged) {
        try {
            Files.deleteIfExists(staged);
        } catch (IOException stays) {
            // The next export of this number replaces it.
        }
    }

    private static String between(Instant from, Instant to) {
        return "accepted_at >= "
                + EventColumn.literal(from)
                + " AND accepted_at < "
                + EventColumn.literal(to);
    }

    private Table own(String query, List<String> parameters) throws QueryRefused {
        return answer(reader -> {
            try (PreparedStatement statement = reader.prepareStatement(query)) {
                for (int i = 0; i < parameters.size(); i++) {
                    statement.setString(i + 1, parameters.get(i));
                }
                limit(statement, OWN_TIMEOUT);
                try (ResultSet result = statement.executeQuery()) {
                    return Table.of(result, MAX_ROWS);
                }
            }
        });
    }

    private static void limit(Statement statement, Duration timeout) throws SQLException {
        statement.setQueryTimeout(Math.clamp(timeout.toSeconds(), 1, 3_600));
    }

    private Store openStore() throws QueryRefused {
        Store opened = store.get();
        if (opened == null) {
            throw new QueryRefused("the ledger is not open; see its status");
        }
        return opened;
    }

    private <T> T answer(Question<T> question) throws QueryRefused {
        Store opened = openStore();
        if (!free.tryAcquire()) {
            throw new QueryRefused("the ledger answers other questions; try again");
        }
        try (Connection reader = opened.reader()) {
            return question.ask(reader);
        } catch (SQLException | IOException failed) {
            throw new QueryRefused(String.valueOf(failed.getMessage()), failed);
        } finally {
            free.release();
        }
    }
}
