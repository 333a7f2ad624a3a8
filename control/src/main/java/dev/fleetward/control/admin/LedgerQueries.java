package dev.fleetward.control.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the admin API asks of the ledger. Implementations are thread-safe and may block.
public interface LedgerQueries {
    /// What totals may be grouped by.
    List<String> GROUPINGS =
            List.of(
                    "feature",
                    "endpoint",
                    "origin",
                    "model",
                    "tenant",
                    "day",
                    "route",
                    "provider",
                    "class",
                    "outcome");

    /// What health may be grouped by.
    List<String> HEALTH_GROUPINGS = List.of("endpoint", "feature");

    // Every method throws IOException where the ledger cannot answer now, whatever the question,
    // and
    // QueryRefused where it is the question that cannot be answered.

    /// Sums per group, in the order of the groups.
    ///
    /// @param groupBy one or two of [#GROUPINGS]
    Table totals(List<String> groupBy, Instant from, Instant to) throws IOException, QueryRefused;

    /// How well endpoints and features did.
    ///
    /// @param groupBy one or both of [#HEALTH_GROUPINGS]
    /// @param complained the ids of calls that users complained of
    Table health(List<String> groupBy, Instant from, Instant to, Collection<String> complained)
            throws IOException, QueryRefused;

    /// The last attempts, newest first.
    ///
    /// @param feature only those of this feature, or null for all
    /// @param endpoint only those at this endpoint, or null for all
    Table recent(int limit, @Nullable String feature, @Nullable String endpoint)
            throws IOException, QueryRefused;

    /// Per feature and per endpoint, what ended within the window until now.
    Table live(Duration window) throws IOException, QueryRefused;

    /// Per feature and tenant, who used a pool in a time range: tokens, `share` of them, waits,
    /// refusals.
    ///
    /// @param pool null for all
    /// @param routes those that lead to the pool: what was refused belongs to no pool
    Table usage(Instant from, Instant to, @Nullable String pool, Collection<String> routes)
            throws IOException, QueryRefused;

    /// Per `feature` and `class`, what is usual for a pool in the minutes of some windows, with the
    /// number of windows and minutes of which anything was recorded in `days` and `minutes`:
    /// `requests`, `input`, `output`, `concurrent` and `kv`, each with `_p50` and `_p95`.
    ///
    /// @param cacheReadsCount whether the provider counts input that it read from a cache
    /// @param declaredOutputCounts whether it counts the output that calls declare
    Table load(
            String pool,
            List<Instant> windows,
            Duration length,
            boolean cacheReadsCount,
            boolean declaredOutputCounts)
            throws IOException, QueryRefused;

    /// How long calls at a pool take, in one row: `first_token_seconds`, `token_seconds`; null
    /// where nobody knows.
    Table pace(String pool, Instant from, Instant to) throws IOException, QueryRefused;

    /// The answer to a query that only reads.
    ///
    /// @throws QueryRefused where it is no query, writes, or takes longer than `timeout`
    Table sql(String query, int maxRows, Duration timeout) throws IOException, QueryRefused;

    /// Writes the events of a time range to a file that does not exist yet.
    void export(Path target, Format format, Instant from, Instant to)
            throws IOException, QueryRefused;

    /// How far the ledger is behind the event log.
    Lag lag();

    /// Rows of a query; values are numbers, booleans, texts or null, all else counts as its text.
    ///
    /// @param truncated whether there were more rows
    record Table(List<String> columns, List<List<@Nullable Object>> rows, boolean truncated) {
        public Table {
            columns = List.copyOf(columns);
        }
    }

    /// @param waitingBytes bytes of the event log that are not in the ledger yet
    /// @param behindMillis the age of the oldest of them; 0 if there are none
    /// @param trouble why the ledger does not take events, or null if it does
    record Lag(long waitingBytes, long behindMillis, @Nullable String trouble) {}

    /// How an export is written.
    enum Format {
        PARQUET,
        CSV
    }

    /// A query that was not answered. The message is for the person who wrote it.
    final class QueryRefused extends Exception {
        private static final long serialVersionUID = 1L;

        public QueryRefused(String message) {
            super(message, null, false, false);
        }
    }
}
