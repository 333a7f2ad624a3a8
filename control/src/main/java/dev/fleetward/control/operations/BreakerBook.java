package dev.fleetward.control.operations;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.control.store.Transaction;
import dev.fleetward.core.health.BreakerState;
import dev.fleetward.core.health.Transition;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Endpoints' health over restarts, and every step of a breaker in the log of changes. A step is
/// stored within about a second, what was learned of usual rates within a minute; a process that is
/// killed loses what came after. Thread-safe; may block.
public final class BreakerBook implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BreakerBook.class.getName());
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Duration SAVED_EVERY = Duration.ofMinutes(1);
    private static final String ACTOR = "breaker";

    private final ControlStore store;
    private final ChangeLog changes;
    private final Clock clock;
    private @Nullable Thread thread;
    private @Nullable GatewayView gateway;

    // Under the lock of this object.
    private long seen;
    private long savedNanos;
    private boolean unsaved;

    public BreakerBook(ControlStore store, ChangeLog changes, Clock clock) {
        this.store = store;
        this.changes = changes;
        this.clock = clock;
        this.savedNanos = clock.nanos();
    }

    /// What an earlier process stored; nothing where the store cannot be read.
    public List<BreakerState> stored() {
        List<BreakerState> states = new ArrayList<>();
        try {
            store.read(rows -> rows.list("SELECT body FROM breaker", row -> row.text("body")))
                    .forEach(body -> state(body).ifPresent(states::add));
        } catch (StoreUnavailable unknown) {
            LOG.log(System.Logger.Level.WARNING, "breakers start anew: " + unknown.getMessage());
        }
        return states;
    }

    /// Empty for what another version wrote.
    private static Optional<BreakerState> state(String body) {
        try {
            return Optional.of(JsonMapper.shared().readValue(body, BreakerState.class));
        } catch (JacksonException other) {
            LOG.log(System.Logger.Level.WARNING, "a breaker of another version starts anew");
            return Optional.empty();
        }
    }

    /// Looks at `serving` once a second until [#close].
    public synchronized void start(GatewayView serving) {
        gateway = serving;
        thread = Thread.ofVirtual().name("breaker-book").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(PERIOD);
                try {
                    look(false);
                } catch (RuntimeException bug) {
                    LOG.log(System.Logger.Level.ERROR, "a fault of the breakers' book", bug);
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    /// One look.
    ///
    /// @param save whether to store all in any case
    synchronized void look(boolean save) {
        GatewayView serving = gateway;
        if (serving == null) {
            return;
        }
        List<Transition> steps = serving.transitionsAfter(seen);
        long now = clock.nanos();
        if (!steps.isEmpty()) {
            seen = steps.getLast().sequence();
            unsaved = true;
        }
        if (save || unsaved || now - savedNanos >= SAVED_EVERY.toNanos()) {
            savedNanos = now;
            keep(serving.breakerStates(), steps.stream().map(BreakerBook::change).toList());
        }
    }

    private static Change change(Transition step) {
        return new Change(
                step.atWallMicros(),
                ACTOR,
                Change.Kind.BREAKER,
                step.endpoint(),
                "breaker of endpoint "
                        + step.endpoint()
                        + ": "
                        + step.from().label()
                        + " → "
                        + step.to().label()
                        + (step.words().isEmpty() ? "" : ", " + step.words()));
    }

    private void keep(List<BreakerState> states, List<Change> steps) {
        if (changes.addWith(steps, rows -> replace(rows, states))) {
            unsaved = false;
        }
    }

    private static void replace(Transaction rows, List<BreakerState> states) throws SQLException {
        rows.update("DELETE FROM breaker");
        for (BreakerState state : states) {
            rows.update(
                    "INSERT INTO breaker (endpoint, body) VALUES (?, ?)",
                    state.endpoint(),
                    JsonMapper.shared().writeValueAsString(state));
        }
    }

    /// Stores all a last time, once no calls come any more.
    @Override
    public void close() throws InterruptedException {
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
            watching.join();
            look(true);
        }
    }
}
