package dev.fleetward.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void shortensCounts() {
        assertThat(Units.count(0)).isEqualTo("0");
        assertThat(Units.count(9_999)).isEqualTo("9999");
        assertThat(Units.count(12_345)).isEqualTo("12.3k");
        assertThat(Units.count(999_999)).isEqualTo("1.0M");
        assertThat(Units.count(4_500_000_000L)).isEqualTo("4.5G");
    }

    @Test
    void showsAnUnknownCostAsUnknownAndNotAsZero() {
        assertThat(Units.usd(-1)).isEqualTo("?");
        assertThat(Units.usd(0)).isEqualTo("$0");
        assertThat(Units.usd(1_440)).isEqualTo("<$0.0001");
        assertThat(Units.usd(420_000_000L)).isEqualTo("$0.4200");
        assertThat(Units.usd(12_340_000_000L)).isEqualTo("$12.34");
    }

    @Test
    void choosesTheUnitOfADuration() {
        assertThat(Units.duration(420_000)).isEqualTo("0.4 ms");
        assertThat(Units.duration(84_200_000)).isEqualTo("84 ms");
        assertThat(Units.duration(1_234_000_000L)).isEqualTo("1.23 s");
        assertThat(Units.duration(-1)).isEqualTo("–");
    }

    @Test
    void hasNoPercentageOfNothing() {
        assertThat(Units.percent(0, 0)).isEqualTo("–");
        assertThat(Units.percent(1, 200)).isEqualTo("0.5%");
        assertThat(Units.percent(1, 4)).isEqualTo("25%");
    }
}
