package dev.fleetward.testbed.minibatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

final class CounterSchedulerTest {
    private int requests;

    private Request request(int client, int input, int output) {
        return new Request(requests++, 0, client, input, output);
    }

    private static CounterScheduler vtc(double... weights) {
        return new CounterScheduler(weights, true, Foresight.NONE);
    }

    /// Serves the next request whole.
    private static Request serve(CounterScheduler scheduler) {
        Request next = Objects.requireNonNull(scheduler.next(0));
        scheduler.admitted(next, 0);
        for (int token = 1; token <= next.outputTokens(); token++) {
            scheduler.generated(next, token);
        }
        scheduler.finished(next, 0);
        return next;
    }

    @Test
    void chargesInputOnAdmissionAndOutputAsItIsDecoded() {
        CounterScheduler scheduler = vtc(1);
        Request request = request(0, 10, 3);
        scheduler.arrived(request, 0);
        scheduler.admitted(request, 0);
        assertThat(scheduler.counter(0)).isEqualTo(10);
        scheduler.generated(request, 1);
        assertThat(scheduler.counter(0)).as("the prefill's token").isEqualTo(10);
        scheduler.generated(request, 2);
        assertThat(scheduler.counter(0)).isEqualTo(12);
    }

    @Test
    void theClientWithTheLeastCounterGoesNextAndItsOldestRequestFirst() {
        CounterScheduler scheduler = vtc(1, 1);
        scheduler.arrived(request(0, 100, 1), 0);
        Request second = request(0, 100, 1);
        scheduler.arrived(second, 0);
        Request other = request(1, 60, 1);
        scheduler.arrived(other, 0);
        scheduler.arrived(request(1, 60, 1), 0);
        serve(scheduler);
        assertThat(serve(scheduler)).isSameAs(other);
        assertThat(serve(scheduler).client()).as("60 is less than 100").isEqualTo(1);
        assertThat(serve(scheduler)).isSameAs(second);
    }

    @Test
    void ofEqualCountersTheLongestWaitGoesFirst() {
        CounterScheduler scheduler = vtc(1, 1);
        Request first = request(1, 10, 1);
        scheduler.arrived(first, 0);
        scheduler.arrived(request(0, 10, 1), 0);
        assertThat(scheduler.next(0)).isSameAs(first);
    }

    @Test
    void aReturningClientIsLiftedToTheLeastThatWaits() {
        CounterScheduler scheduler = vtc(1, 1, 1);
        for (int i = 0; i < 3; i++) {
            scheduler.arrived(request(0, 100, 1), 0);
            scheduler.arrived(request(1, 300, 1), 0);
        }
        serve(scheduler);
        serve(scheduler);
        serve(scheduler);
        scheduler.arrived(request(2, 10, 1), 0);
        assertThat(scheduler.counter(2)).isEqualTo(200);
    }

    @Test
    void anEmptyQueueLiftsToTheLastClientThatLeftIt() {
        CounterScheduler scheduler = vtc(1, 1, 1);
        scheduler.arrived(request(0, 500, 1), 0);
        serve(scheduler);
        scheduler.arrived(request(1, 70, 1), 0);
        assertThat(scheduler.counter(1)).isEqualTo(500);
        serve(scheduler);
        scheduler.arrived(request(2, 10, 1), 0);
        assertThat(scheduler.counter(2)).isEqualTo(570);
    }

    @Test
    void aLiftNeverForgivesDebt() {
        CounterScheduler scheduler = vtc(1, 1);
        scheduler.arrived(request(0, 1_000, 1), 0);
        scheduler.arrived(request(1, 10, 1), 0);
        serve(scheduler);
        scheduler.arrived(request(0, 10, 1), 0);
        assertThat(scheduler.counter(0)).isEqualTo(1_000);
        assertThat(serve(scheduler).client()).isEqualTo(1);
    }

    @Test
    void withoutTheLiftIdlingEarnsCredit() {
        CounterScheduler scheduler =
                new CounterScheduler(new double[] {1, 1}, false, Foresight.NONE);
        for (int i = 0; i < 3; i++) {
            scheduler.arrived(request(0, 100, 1), 0);
        }
        serve(scheduler);
        scheduler.arrived(request(1, 10, 1), 0);
        assertThat(scheduler.counter(1)).isZero();
    }

    @Test
    void chargesAreDividedByTheWeight() {
        CounterScheduler scheduler = vtc(4);
        scheduler.arrived(request(0, 100, 5), 0);
        serve(scheduler);
        assertThat(scheduler.counter(0)).isEqualTo((100 + 2 * 4) / 4.0);
    }

    @Test
    void theTrueLengthIsChargedOnAdmissionAndNothingAfterIt() {
        CounterScheduler scheduler =
                new CounterScheduler(new double[] {1}, true, Foresight.TRUE_LENGTH);
        Request request = request(0, 10, 7);
        scheduler.arrived(request, 0);
        scheduler.admitted(request, 0);
        assertThat(scheduler.counter(0)).isEqualTo(24);
        for (int token = 1; token <= 7; token++) {
            scheduler.generated(request, token);
        }
        scheduler.finished(request, 0);
        assertThat(scheduler.counter(0)).isEqualTo(24);
    }

    @Test
    void aPredictionIsCorrectedInBothDirections() {
        CounterScheduler scheduler =
                new CounterScheduler(new double[] {1}, true, Foresight.recentMean(5, 1));
        for (int output : new int[] {100, 40, 160}) {
            double before = scheduler.counter(0);
            scheduler.arrived(request(0, 10, output), 0);
            serve(scheduler);
            // The prefill's token is free only to who charges as it comes.
            assertThat(scheduler.counter(0) - before)
                    .isBetween(10.0 + 2 * (output - 1), 10.0 + 2 * output);
        }
    }

    @Test
    void thePredictionIsTheMeanOfTheLastFiveOutputs() {
        Foresight foresight = Foresight.recentMean(5, 2);
        assertThat(foresight.outputTokens(request(0, 1, 1))).isZero();
        for (int output : new int[] {1_000, 10, 20, 30, 40, 50}) {
            foresight.learn(request(0, 1, output));
        }
        assertThat(foresight.outputTokens(request(0, 1, 1))).isEqualTo(30);
        assertThat(foresight.outputTokens(request(1, 1, 1))).as("another client").isZero();
    }
}
