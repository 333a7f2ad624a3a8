package dev.fleetward.testbed.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WordTokensTest {
    @Test
    void countsRunsBetweenWhiteSpace() {
        assertThat(WordTokens.count("")).isZero();
        assertThat(WordTokens.count(" \t\n")).isZero();
        assertThat(WordTokens.count("one")).isEqualTo(1);
        assertThat(WordTokens.count("  one\ttwo\n[[output=3]] ")).isEqualTo(3);
    }

    @Test
    void aTextHasAsManyTokensAsAskedFor() {
        for (int count = 0; count < 300; count++) {
            assertThat(WordTokens.count(WordTokens.text(count * 31L, count))).isEqualTo(count);
        }
    }
}
