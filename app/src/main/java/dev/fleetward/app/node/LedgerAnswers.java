package dev.fleetward.app.node;

import dev.fleetward.control.admin.LedgerQueries;
import dev.fleetward.control.ledger.GroupBy;
import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.ledger.LedgerStatus;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The ledger as the admin API asks for it. Thread-safe.
final class LedgerAnswers implements LedgerQueries {
    private final Ledger ledger;
    private final Clock clock;

    LedgerAnswers(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @FunctionalInterface
    private interface Asking {
        dev.fleetward.control.ledger.Table ask() throws dev.fleetward.control.ledger.QueryRefused;
    }

    @Override
    public Table totals(List<String> groupBy, Instant from, Instant to) throws IOException {
        List<GroupBy> groups = new ArrayList<>();
        for (String label : groupBy) {
            groups.add(GroupBy.ofLabel(label).orElseThrow(() -> new IOException("by: " + label)));
        }
        return own(() -> ledger.totals(groups, from, to));
    }

    @Override
    public Table recent(int limit, @Nullable String feature) throws IOException {
        return own(() -> ledger.recent(limit, feature, null));
    }

    @Override
    public Table sql(String query, int maxRows, Duration timeout) throws QueryRefused {
        try {
            return table(ledger.sql(query, maxRows, timeout));
        } catch (dev.fleetward.control.ledger.QueryRefused refused) {
            throw new QueryRefused(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public void export(Path target, Format format, Instant from, Instant to) throws IOException {
        Ledger.Format as =
                switch (format) {
                    case PARQUET -> Ledger.Format.PARQUET;
                    case CSV -> Ledger.Format.CSV;
                };
        try {
            ledger.export(target, as, from, to);
        } catch (dev.fleetward.control.ledger.QueryRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public Lag lag() {
        LedgerStatus status = ledger.status();
        String trouble =
                status.state() == LedgerStatus.State.RETRYING
                        ? status.problem() == null ? "the database does not open" : status.problem()
                        : null;
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

    private static Table own(Asking asking) throws IOException {
        try {
            return table(asking.ask());
        } catch (dev.fleetward.control.ledger.QueryRefused refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    private static Table table(dev.fleetward.control.ledger.Table table) {
        return new Table(table.columns(), table.rows(), table.truncated());
    }
}
