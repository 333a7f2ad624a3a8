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
import org.jspecify.annotations.Nullable;

/// The ledger as the admin API asks it. Immutable; as thread-safe as the ledger.
final class LedgerAnswers implements LedgerQueries {
    private final Ledger ledger;
    private final Clock clock;

    LedgerAnswers(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /// One question to the ledger.
    private interface Question {
        dev.fleetward.control.ledger.Table ask() throws dev.fleetward.control.ledger.QueryRefused;
    }

    @Override
    public Table totals(List<String> groupBy, Instant from, Instant to)
            throws IOException, QueryRefused {
        List<GroupBy> groups = new ArrayList<>();
        for (String label : groupBy) {
            groups.add(
                    GroupBy.ofLabel(label)
                            .orElseThrow(() -> new QueryRefused("no group is called " + label)));
        }
        return answer(() -> ledger.totals(groups, from, to));
    }

    @Override
    public Table recent(int limit, @Nullable String feature, @Nullable String endpoint)
            throws IOException, QueryRefused {
        return answer(() -> ledger.recent(limit, feature, endpoint));
    }

    @Override
    public Table live(Duration window) throws IOException, QueryRefused {
        return answer(() -> ledger.live(window));
    }

    @Override
    public Table sql(String query, int maxRows, Duration timeout) throws IOException, QueryRefused {
        return answer(() -> ledger.sql(query, maxRows, timeout));
    }

    @Override
    public void export(Path target, Format format, Instant from, Instant to)
            throws IOException, QueryRefused {
        checkRunning();
        try {
            ledger.export(target, Ledger.Format.valueOf(format.name()), from, to);
        } catch (dev.fleetward.control.ledger.QueryRefused refused) {
            throw new QueryRefused(String.valueOf(refused.getMessage()));
        }
    }

    private Table answer(Question question) throws IOException, QueryRefused {
        checkRunning();
        try {
            dev.fleetward.control.ledger.Table table = question.ask();
            return new Table(table.columns(), table.rows(), table.truncated());
        } catch (dev.fleetward.control.ledger.QueryRefused refused) {
            throw new QueryRefused(String.valueOf(refused.getMessage()));
        }
    }

    private void checkRunning() throws IOException {
        LedgerStatus status = ledger.status();
        if (status.state() != LedgerStatus.State.RUNNING) {
            throw new IOException("the ledger is " + status.state() + ": " + status.problem());
        }
    }

    @Override
    public Lag lag() {
        String trouble = ledger.status().problem();
        try {
            dev.fleetward.control.ledger.Lag lag = ledger.lag();
            long behindMicros =
                    lag.oldestWallMicros() == 0 ? 0 : clock.wallMicros() - lag.oldestWallMicros();
            return new Lag(lag.bytes(), Math.max(0, behindMicros / 1_000), trouble);
        } catch (IOException unreadable) {
            return new Lag(0, 0, "the event log cannot be read");
        }
    }
}
