package dev.fleetward.gateway.observe;

import dev.fleetward.core.event.CallEvent;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Several observers as one. An observer that throws is a bug that must not cost a call: the others
/// are still told, and the first such bug is logged. Thread-safe.
public final class Observers implements CallObserver {
    private static final System.Logger LOG = System.getLogger(Observers.class.getName());

    private final CallObserver[] all;
    private final AtomicBoolean faultLogged = new AtomicBoolean();

    public Observers(List<? extends CallObserver> observers) {
        this.all = observers.toArray(CallObserver[]::new);
    }

    @Override
    public @Nullable Span opened(CallEvent opened, @Nullable String traceparent) {
        @Nullable Span[] spans = null;
        String outgoing = null;
        for (int i = 0; i < all.length; i++) {
            Span span = openedBy(all[i], opened, traceparent);
            if (span != null) {
                spans = spans == null ? new @Nullable Span[all.length] : spans;
                spans[i] = span;
                outgoing = outgoing == null ? span.traceparent() : outgoing;
            }
        }
        return spans == null || outgoing == null ? null : new Spans(spans, outgoing);
    }

    @Override
    public void closed(CallEvent closed, @Nullable Span span) {
        for (int i = 0; i < all.length; i++) {
            try {
                all[i].closed(closed, span instanceof Spans spans ? spans.each[i] : null);
            } catch (RuntimeException bug) {
                logOnce(bug);
            }
        }
    }

    private @Nullable Span openedBy(
            CallObserver observer, CallEvent opened, @Nullable String traceparent) {
        try {
            return observer.opened(opened, traceparent);
        } catch (RuntimeException bug) {
            logOnce(bug);
            return null;
        }
    }

    private void logOnce(RuntimeException bug) {
        if (faultLogged.compareAndSet(false, true)) {
            LOG.log(Level.ERROR, "An observer of calls failed; further failures are silent.", bug);
        }
    }

    /// What each observer returned, by its place in the list; the first span's context goes to the
    /// provider. Immutable.
    private static final class Spans implements Span {
        private final @Nullable Span[] each;
        private final String traceparent;

        private Spans(@Nullable Span[] each, String traceparent) {
            this.each = each;
            this.traceparent = traceparent;
        }

        @Override
        public String traceparent() {
            return traceparent;
        }
    }
}
