package dev.fleetward.control.likeness.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.region.likeness.Stream;
import dev.fleetward.core.region.likeness.Traits;
import dev.fleetward.core.unit.Clock;
import org.junit.jupiter.api.Test;

class WaitingTest {
    private static final long HOUR = 3_600_000_000L;

    private long now = 100 * HOUR;

    private final Waiting waiting =
            new Waiting(
                    new Clock() {
                        @Override
                        public long nanos() {
                            return 0;
                        }

                        @Override
                        public long wallMicros() {
                            return now;
                        }
                    });

    private static ShownCall endedAt(long micros) {
        return new ShownCall(
                new Stream("m", "f", "small"),
                new Answerer("e", null),
                new Traits(0, 0, 0, 0, 0, 0),
                micros);
    }

    private long[] all() {
        java.util.List<Long> all = new java.util.ArrayList<>();
        for (ShownCall call = waiting.next(); call != null; call = waiting.next()) {
            all.add(call.endedMicros());
        }
        return all.stream().mapToLong(each -> each).toArray();
    }

    @Test
    void whatTheLedgerTakesAgainWaitsOnce() {
        waiting.add(endedAt(now - 3));
        waiting.add(endedAt(now - 2));
        waiting.mayRepeat();
        waiting.add(endedAt(now - 3));
        waiting.add(endedAt(now - 2));
        waiting.add(endedAt(now - 1));
        assertThat(all()).containsExactly(now - 3, now - 2, now - 1);
    }

    @Test
    void whatAnEarlierProcessComparedIsLeftOutThoughItWaitedBeforeThatWasKnown() {
        waiting.add(endedAt(now - 2));
        waiting.add(endedAt(now - 1));
        waiting.repeatedUntil(now - 2);
        assertThat(all()).containsExactly(now - 1);
    }

    @Test
    void aClockThatWasSetBackMakesNoCallAnOldOne() {
        waiting.repeatedUntil(now);
        now -= HOUR;
        waiting.add(endedAt(now));
        assertThat(all()).containsExactly(now);
    }

    @Test
    void furtherCallsAreCounted() {
        for (int i = 0; i < Waiting.MOST + 2; i++) {
            waiting.add(endedAt(now));
        }
        assertThat(all()).hasSize(Waiting.MOST);
        assertThat(waiting.missed()).isEqualTo(2);
    }
}
