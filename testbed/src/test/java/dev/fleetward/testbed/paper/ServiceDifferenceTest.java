package dev.fleetward.testbed.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fleetward.testbed.minibatch.Outcome;
import dev.fleetward.testbed.minibatch.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceDifferenceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final List<Double> EQUAL = List.of(1.0, 1.0);

    private static Outcome served(int client, long at, int output, long from, long to) {
        return new Outcome(
                new Request(0, at * SECOND, client, 100, output), from * SECOND, to * SECOND);
    }

    /// One client gets 3 a second all the time. The other asks for 1,500 in the first half minute
    /// and gets 750 of it between 270 s and 330 s.
    @Test
    void isTheSumOfWhatClientsMissAtNineteenTicks() {
        List<Outcome> outcomes = List.of(served(0, 0, 850, 0, 600), served(1, 300, 700, 270, 390));
        ServiceDifference found = ServiceDifference.of(outcomes, EQUAL, 600);
        // Ticks are at 58.5, 87, … 571.5 s; the windows reach 30 s to both sides.
        double sum = 0;
        double max = 0;
        for (int tick = 1; tick < 20; tick++) {
            double at = 30 + 28.5 * tick;
            double first = 60 * 3;
            double second = 12.5 * Math.max(0, Math.min(at + 30, 390) - Math.max(at - 30, 270));
            double asked = Math.abs(at - 300) <= 30 ? 1_500 : 0;
            double best = Math.max(first, second);
            double difference =
                    (Math.min(best - first, first)
                                    + Math.min(best - second, Math.abs(asked - second)))
                            / 60;
            sum += difference;
            max = Math.max(max, difference);
        }
        assertThat(found.average()).isCloseTo(sum / 19, within(1e-9));
        assertThat(found.max()).isCloseTo(max, within(1e-9));
        assertThat(found.max()).isPositive();
    }

    @Test
    void equalServiceIsNoDifference() {
        List<Outcome> outcomes = List.of(served(0, 0, 850, 0, 600), served(1, 0, 850, 0, 600));
        ServiceDifference found = ServiceDifference.of(outcomes, EQUAL, 600);
        assertThat(found).isEqualTo(new ServiceDifference(0, 0, 0, 0));
    }

    @Test
    void aClientThatAsksForLittleMissesNoMoreThanThat() {
        // The second asks for 300 at 300 s and gets nothing until 900 s.
        List<Outcome> outcomes =
                List.of(served(0, 0, 8_950, 0, 600), served(1, 300, 100, 900, 910));
        // 300 in 60 s is 5; it is in the windows of the ticks at 286.5 and 315 s.
        assertThat(ServiceDifference.of(outcomes, EQUAL, 600).average())
                .isCloseTo(2 * 5 / 19.0, within(1e-9));
    }

    @Test
    void serviceCountsByTheWeight() {
        List<Outcome> outcomes = List.of(served(0, 0, 850, 0, 600), served(1, 0, 1_750, 0, 600));
        assertThat(ServiceDifference.of(outcomes, List.of(1.0, 2.0), 600).average()).isZero();
    }

    @Test
    void abortedRequestsAreNoPartOfIt() {
        List<Outcome> outcomes =
                List.of(
                        served(0, 0, 850, 0, 600),
                        new Outcome(new Request(1, 300 * SECOND, 1, 100, 900), -1, -1));
        assertThat(ServiceDifference.of(outcomes, EQUAL, 600).average()).isZero();
    }
}
