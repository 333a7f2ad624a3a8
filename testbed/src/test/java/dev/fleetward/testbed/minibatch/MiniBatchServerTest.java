package dev.fleetward.testbed.minibatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.testbed.engine.Profile;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Times are those of a profile in whole milliseconds: prefill 5 + 0.1 a token, decode 10 + 1 a
/// request, nothing for memory.
final class MiniBatchServerTest {
    private static final long MS = 1_000_000;
    private static final Profile PLAIN =
            new Profile("plain", 10e6, 1e6, 0, 5e6, 1e5, 0, 1, 1, 1_000, 1);

    private final List<Request> requests = new ArrayList<>();

    private void request(long atMillis, int client, int input, int output) {
        requests.add(new Request(requests.size(), atMillis * MS, client, input, output));
    }

    private List<Outcome> serve(Scheduler scheduler) {
        return new MiniBatchServer(PLAIN, new double[] {1, 1}, scheduler, 1)
                .serve(requests)
                .outcomes();
    }

    @Test
    void aLoneRequestGetsItsFirstTokenFromThePrefillAndOneFromEachStep() {
        request(3, 0, 50, 3);
        Outcome outcome = serve(new FirstComeFirstServed()).getFirst();
        assertThat(outcome.firstTokenNanos()).isEqualTo((3 + 10) * MS);
        assertThat(outcome.finishNanos()).isEqualTo((13 + 2 * 11) * MS);
    }

    @Test
    void whoArrivesWhileABatchRunsJoinsAfterTenSteps() {
        request(0, 0, 50, 100);
        request(20, 1, 50, 2);
        Outcome late = serve(new FirstComeFirstServed()).get(1);
        // The first prefill ends at 10 ms, ten steps at 120 ms, the second prefill at 130 ms.
        assertThat(late.firstTokenNanos()).isEqualTo(130 * MS);
    }

    @Test
    void onceTenStepsAreOverItTriesBeforeEveryStep() {
        request(0, 0, 50, 100);
        request(215, 1, 50, 2);
        Outcome late = serve(new FirstComeFirstServed()).get(1);
        // Nobody waits at 120 ms; steps end at 208 and 219 ms.
        assertThat(late.firstTokenNanos()).isEqualTo((219 + 10) * MS);
    }

    @Test
    void nobodyOvertakesARequestThatDoesNotFit() {
        request(0, 0, 400, 200);
        request(1, 0, 400, 200);
        request(2, 1, 10, 2);
        List<Outcome> outcomes = serve(new FirstComeFirstServed());
        assertThat(outcomes.get(1).firstTokenNanos())
                .isGreaterThanOrEqualTo(outcomes.get(0).finishNanos());
        assertThat(outcomes.get(2).firstTokenNanos())
                .isGreaterThanOrEqualTo(outcomes.get(1).firstTokenNanos());
    }

    @Test
    void requestsBeyondTheLimitAMinuteAreAborted() {
        for (int i = 0; i < 3; i++) {
            request(i, 0, 10, 2);
        }
        request(5, 1, 10, 2);
        request(60_001, 0, 10, 2);
        assertThat(serve(new RequestsPerMinute(2, 2)))
                .extracting(Outcome::aborted)
                .containsExactly(false, false, true, false, false);
    }

    @Test
    void refusesToStartWithARequestThatNeverFits() {
        request(0, 0, 500, 500);
        assertThatThrownBy(() -> serve(new FirstComeFirstServed()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("never fits");
    }

    @Test
    void theLargestMomentIsWhenARequestIsAboutToLeave() {
        PeakMemory peak = new PeakMemory();
        peak.add(100, 10);
        peak.add(50, 30);
        // After 10 more tokens both are there: 110 + 60; after 30 only the second: 80.
        assertThat(peak.tokens()).isEqualTo(170);
    }

    @Test
    void clientsDriftApartOnlyWhileBothWait() {
        BacklogGap gap = new BacklogGap(new double[] {1, 2});
        Request first = new Request(0, 0, 0, 100, 1);
        Request second = new Request(1, 0, 1, 100, 1);
        gap.arrived(first);
        gap.served(first, 500);
        gap.observe();
        assertThat(gap.largest()).as("the other does not wait").isZero();
        gap.arrived(second);
        gap.served(first, 300);
        gap.observe();
        assertThat(gap.largest()).isEqualTo(300);
        gap.served(second, 800);
        gap.observe();
        assertThat(gap.largest()).as("800 by weight 2 is 400").isEqualTo(400);
        gap.admitted(second);
        gap.served(first, 5_000);
        gap.observe();
        assertThat(gap.largest()).isEqualTo(400);
    }
}
