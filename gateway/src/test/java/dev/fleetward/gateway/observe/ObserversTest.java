package dev.fleetward.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.event.CallEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObserversTest {
    @Test
    void givesEachObserverItsOwnSpanBack() {
        Recorder plain = new Recorder(null);
        Recorder traced = new Recorder(() -> "00-a-b-01");
        Observers all = new Observers(List.of(plain, traced));

        CallObserver.Span span = all.opened(Events.opened(), null);
        all.closed(Events.succeeded(), span);

        assertThat(span).extracting(CallObserver.Span::traceparent).isEqualTo("00-a-b-01");
        assertThat(plain.closedWith).containsExactly((CallObserver.Span) null);
        assertThat(traced.closedWith).containsExactly(traced.span);
    }

    @Test
    void makesNoSpanWhereNobodyTraces() {
        Observers all = new Observers(List.of(new Recorder(null), new Recorder(null)));

        assertThat(all.opened(Events.opened(), null)).isNull();
    }

    @Test
    void tellsTheOthersWhenOneThrows() {
        Recorder healthy = new Recorder(null);
        Observers all = new Observers(List.of(new Broken(), healthy));

        assertThat(all.opened(Events.opened(), null)).isNull();
        all.closed(Events.succeeded(), null);

        assertThat(healthy.closedWith).hasSize(1);
    }

    /// Confined to the test's thread.
    private static final class Recorder implements CallObserver {
        private final @Nullable Span span;
        private final List<@Nullable Span> closedWith = new ArrayList<>();

        private Recorder(@Nullable Span span) {
            this.span = span;
        }

        @Override
        public @Nullable Span opened(CallEvent opened, @Nullable String traceparent) {
            return span;
        }

        @Override
        public void closed(CallEvent closed, @Nullable Span span) {
            closedWith.add(span);
        }
    }

    private static final class Broken implements CallObserver {
        @Override
        public @Nullable Span opened(CallEvent opened, @Nullable String traceparent) {
            throw new IllegalStateException("broken on purpose");
        }

        @Override
        public void closed(CallEvent closed, @Nullable Span span) {
            throw new IllegalStateException("broken on purpose");
        }
    }
}
