package dev.fleetward.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EchoTest {
    private static final String PROMPT =
            "Please summarise the following report for the board: revenue rose by four percent in the"
                    + " third quarter while costs stayed flat, and the outlook for the year is unchanged.";

    @Test
    void findsAnAnswerThatIsItsPrompt() {
        assertThat(Echo.repeats(PROMPT, PROMPT)).isTrue();
        assertThat(Echo.repeats(PROMPT, PROMPT.replace(" ", "\n  "))).isTrue();
        assertThat(Echo.repeats(PROMPT, PROMPT.substring(20, 140))).isTrue();
        assertThat(Echo.repeats(PROMPT, "Sure! Here it is. " + PROMPT)).isTrue();
    }

    @Test
    void leavesAnswersAloneThatQuote() {
        assertThat(
                        Echo.repeats(
                                PROMPT,
                                "The report says that revenue went up a little. In its own words: \"costs"
                                        + " stayed flat\". Nothing else of note has changed since the last one."))
                .isFalse();
        assertThat(Echo.repeats(PROMPT, "revenue rose by four percent")).isFalse();
        assertThat(Echo.repeats("", PROMPT)).isFalse();
    }
}
