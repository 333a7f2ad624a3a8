package dev.fleetward.control.ledger;

import dev.fleetward.core.event.CallEvent;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Who is told of what the ledger takes. Thread-safe; telling is confined to one thread at a time.
final class Listeners {
    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final List<Told> all = new CopyOnWriteArrayList<>();

    private static final class Told {
        final LedgerListener listener;
        volatile boolean toGreet = true;

        Told(LedgerListener listener) {
            this.listener = listener;
        }
    }

    /// Has it greeted before the next batch, for the first time or again.
    void add(LedgerListener listener) {
        for (Told told : all) {
            if (told.listener == listener) {
                told.toGreet = true;
                return;
            }
        }
        all.add(new Told(listener));
    }

    /// Has all of them greeted again: what they know may not have been committed.
    void startOver() {
        all.forEach(told -> told.toGreet = true);
    }

    /// Between two batches.
    void greet(Store store) throws SQLException {
        for (Told told : all) {
            if (told.toGreet) {
                told.toGreet = false;
                History history = History.of(store);
                tell(told, listener -> listener.greeted(history));
            }
        }
    }

    void taken(CallEvent event) {
        for (Told told : all) {
            tell(told, listener -> listener.taken(event));
        }
    }

    void upToDate(long nanos) {
        for (Told told : all) {
            tell(told, listener -> listener.upToDate(nanos));
        }
    }

    private static void tell(Told told, Consumer<LedgerListener> what) {
        try {
            what.accept(told.listener);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.WARNING, "a listener of the ledger failed", bug);
        }
    }
}
