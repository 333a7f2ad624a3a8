package dev.fleetward.control.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.Endpoint;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RepertoireTest {
    private static final Endpoint ENDPOINT = ProberTest.endpoint("gpt-4o");

    private final Repertoire repertoire = new Repertoire();

    private Set<Question> asked(long nowNanos) {
        Set<Question> asked = EnumSet.noneOf(Question.class);
        for (int i = 0; i < 8; i++) {
            asked.add(repertoire.next(ENDPOINT, nowNanos));
        }
        return asked;
    }

    private void cannotBeAsked(Question... questions) {
        repertoire.next(ENDPOINT, 0);
        for (Question question : questions) {
            repertoire.unsuitable(question, 0);
        }
    }

    @Test
    void whatItCannotBeAskedIsLeftOutForHours() {
        cannotBeAsked(Question.TOOL);

        assertThat(asked(Repertoire.FORGOTTEN_NANOS - 1))
                .containsExactlyInAnyOrder(Question.WORD, Question.SUM, Question.SCHEMA);
        assertThat(asked(Repertoire.FORGOTTEN_NANOS)).contains(Question.TOOL).hasSize(4);
    }

    @Test
    void anEndpointThatIsConfiguredOtherwiseIsAskedEverything() {
        cannotBeAsked(Question.TOOL);
        repertoire.next(ProberTest.endpoint("gpt-4o-mini"), 1);

        assertThat(asked(1)).contains(Question.TOOL);
    }

    @Test
    void whereNothingIsLeftAllComeInTurnAndOneAnswerForgetsTheRest() {
        cannotBeAsked(Question.WORD, Question.TOOL, Question.SUM);
        assertThat(repertoire.isExhausted()).isFalse();
        repertoire.unsuitable(Question.SCHEMA, 0);
        assertThat(repertoire.isExhausted()).isTrue();
        assertThat(asked(1)).hasSize(4);

        repertoire.answered(Question.WORD);
        assertThat(repertoire.isExhausted()).isFalse();
        assertThat(asked(1)).hasSize(4);
    }
}
