package dev.fleetward.core.call.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TurnTest {
    private static final Block A = new Block.Text("a");
    private static final Block B = new Block.Text("b");
    private static final Block RESULT = new Block.ToolResult("t", List.of(A), false, null);

    @Test
    void joinsNeighboursOfOneRoleAndPutsToolResultsFirst() {
        List<Turn> turns =
                List.of(
                        new Turn(Turn.Role.USER, List.of(A)),
                        new Turn(Turn.Role.USER, List.of(RESULT, B)),
                        new Turn(Turn.Role.ASSISTANT, List.of(B)),
                        new Turn(Turn.Role.SYSTEM, List.of(A)),
                        new Turn(Turn.Role.USER, List.of(A)));

        assertThat(Turn.joined(turns))
                .containsExactly(
                        new Turn(Turn.Role.USER, List.of(RESULT, A, B)),
                        new Turn(Turn.Role.ASSISTANT, List.of(B)),
                        new Turn(Turn.Role.SYSTEM, List.of(A)),
                        new Turn(Turn.Role.USER, List.of(A)));
    }

    @Test
    void joiningAgainChangesNothing() {
        List<Turn> once =
                Turn.joined(
                        List.of(
                                new Turn(Turn.Role.USER, List.of(A, RESULT)),
                                new Turn(Turn.Role.USER, List.of(B))));

        assertThat(Turn.joined(once)).isEqualTo(once);
    }
}
