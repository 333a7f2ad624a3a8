package dev.fleetward.app.node;

import dev.fleetward.control.admin.LedgerQueries;
import dev.fleetward.control.ledger.GroupBy;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerStatus;
import dev.fleetward.control.ledger.PoolLoad;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.record.SegmentLogs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The ledger as the admin API asks for it. Thread-safe.
final class LedgerAnswers implements LedgerQueries {
    private final Ledger ledger;
    private final SegmentLogs logs;
    private final Clock clock;

    LedgerAnswers(Ledger ledger, SegmentLogs logs, Clock clock) {
        this.ledger = ledger;
        this.logs = logs;
        this.clock = clock;
    }

    @FunctionalInterface
    private interface Asking<T> {
        T ask() throws dev.fleetward.control.ledger.QueryRefused;
    }

    @Override
    public Table totals(List<String> groupBy, Instant from, Instant to)
            throws IOException, QueryRefused {
        List<GroupBy> groups = groups(groupBy);
        return table(ask(() -> ledger.totals(groups, from, to)));
    }

    private static List<GroupBy> groups(List<String> labels) throws QueryRefused {
        List<GroupBy> groups = new ArrayList<>();
        for (String label : labels) {
            groups.add(
                    GroupBy.ofLabel(label)
                            .orElseThrow(() -> new QueryRefused("no grouping by " + label)));
        }
        return groups;
    }

    @Override
    public Table health(
            List<String> groupBy, Instant from, Instant to, Collection<String> complained)
            throws IOException, QueryRefused {
        List<GroupBy> groups = groups(groupBy);
        return table(ask(() -> ledger.health(groups, from, to, complained)));
    }

    @Override
    public Table recent(int limit, @Nullable String feature, @Nullable String endpoint)
            throws IOException, QueryRefused {
        return table(ask(() -> ledger.recent(limit, feature, endpoint)));
    }

    @Override
    public Table live(Duration window) throws IOException, QueryRefused {
        return table(ask(() -> ledger.live(window)));
    }

    @Override
    public Table usage(Instant from, Instant to, @Nullable String pool, Collection<String> routes)
            throws IOException, QueryRefused {
        return table(ask(() -> ledger.usage(from, to, pool, routes)));
    }

    @Override
    public Table load(
            String pool,
            List<Instant> windows,
            Duration length,
            boolean cacheReadsCount,
            boolean declaredOutputCounts)
            throws IOException, QueryRefused {
        PoolLoad question =
                new PoolLoad(pool, windows, length, cacheReadsCount, declaredOutputCounts);
        return table(ask(() -> ledger.load(question)));
    }

    @Override
    public Table pace(String pool, Instant from, Instant to) throws IOException, QueryRefused {
        return table(ask(() -> ledger.pace(pool, from, to)));
    }

    @Override
    public Table sql(String query, int maxRows, Duration timeout) throws IOException, QueryRefused {
        return table(ask(() -> ledger.sql(query, maxRows, timeout)));
    }

    @Override
    public void export(Path target, Format format, Instant from, Instant to)
            throws IOException, QueryRefused {
        Ledger.Format as =
                switch (format) {
                    case PARQUET -> Ledger.Format.PARQUET;
                    case CSV -> Ledger.Format.CSV;
                };
        ask(() -> {
            ledger.export(target, as, from, to);
            return target;
        });
    }

    @Override
    public Lag lag() {
        String trouble = trouble();
        try {
            dev.fleetward.control.ledger.Lag lag = ledger.lag();
            long behindMicros =
                    lag.oldestWallMicros() == 0
                            ? 0
                            : Math.max(0, clock.wallMicros() - lag.oldestWallMicros());
            return new Lag(lag.bytes(), TimeUnit.MICROSECONDS.toMillis(behindMicros), trouble);
        } catch (IOException e) {
            return new Lag(0, 0, trouble == null ? String.valueOf(e.getMessage()) : trouble);
        }
    }

    /// What is wrong with the event log and with the database behind it; null if nothing is.
    private @Nullable String trouble() {
        List<String> troubles = new ArrayList<>();
        SegmentLogs.Status log = logs.status();
        switch (log.state()) {
            case RECORDING -> {}
            case NO_SPARE -> troubles.add("event log: no further segment: " + log.reason());
            case FULL -> troubles.add("event log: calls find no room: " + log.reason());
        }
        LedgerStatus status = ledger.status();
        if (status.state() == LedgerStatus.State.RETRYING) {
            troubles.add(
                    "database: " + (status.problem() == null ? "does not open" : status.problem()));
        }
        return troubles.isEmpty() ? null : String.join("; ", troubles);
    }

    /// Whether a refusal is the question's fault or the ledger's is told by the ledger's state.
    private <T> T ask(Asking<T> asking) throws IOException, QueryRefused {
        try {
            return asking.ask();
        } catch (dev.fleetward.control.ledger.QueryRefused refused) {
            String why = String.valueOf(refused.getMessage());
            if (ledger.status().state() == LedgerStatus.State.RUNNING) {
                throw new QueryRefused(why);
            }
            throw new IOException(why, refused);
        }
    }

    private static Table table(dev.fleetward.control.ledger.Table table) {
        return new Table(table.columns(), table.rows(), table.truncated());
    }
}
