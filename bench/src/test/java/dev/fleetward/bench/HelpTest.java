package dev.fleetward.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    private static final int WIDEST = 100;

    @ParameterizedTest
    @ValueSource(strings = {"overhead", "jmh", "idle-flows", "take-events", "mock-provider"})
    void everyVerbSaysWhatItIsForAndFitsOnAScreen(String verb) {
        String text = Help.wanted(verb, List.of("--help")).orElseThrow();

        assertThat(text).startsWith("Usage: fleetward bench " + verb).endsWith("\n");
        assertThat(text.lines()).allMatch(line -> line.length() <= WIDEST);
        assertThat(Help.wanted("help", List.of(verb))).contains(text);
        assertThat(Help.ALL).contains("  " + verb);
    }

    @Test
    void helpOfTheComparisonNamesItsOptionsItsMeasuresAndTheirGoals() {
        assertThat(Help.wanted("overhead", List.of("--quick", "--help")).orElseThrow())
                .contains("--quick", "--rounds N", "--json FILE", "--against FOLDER")
                .contains("--without-gateway")
                .containsPattern("CPU per unary call, 32 connections +µs +<= 3.0 x")
                .contains("events the ledger takes");
    }

    @Test
    void whoAsksForNoHelpGetsNone() {
        assertThat(Help.wanted("overhead", List.of("--quick"))).isEmpty();
        assertThat(Help.wanted("nonsense", List.of("--help"))).isEmpty();
        assertThat(Help.wanted("jmh", List.of("-h"))).as("is JMH's own").isEmpty();
        assertThat(Help.wanted("--help", List.of())).contains(Help.ALL);
    }
}
