package dev.fleetward.app.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.unit.Money;
import org.junit.jupiter.api.Test;

class PurseTest {
    @Test
    void whatIsSetAsideIsNotSpentTwice() throws InterruptedException {
        Purse purse = new Purse(new Money(100));

        assertThat(purse.take(60)).isTrue();
        purse.settle(60, 10);
        assertThat(purse.take(90)).isTrue();
        purse.settle(90, 90);
        assertThat(purse.take(1)).isFalse();
        assertThat(purse.spent()).isEqualTo(new Money(100));
    }

    @Test
    void aCallThatMayFitLaterWaitsForThoseUnderWay() throws InterruptedException {
        Purse purse = new Purse(new Money(100));
        assertThat(purse.take(80)).isTrue();
        Thread other = Thread.ofVirtual().start(() -> purse.settle(80, 5));

        assertThat(purse.take(90)).isTrue();
        other.join();
    }
}
