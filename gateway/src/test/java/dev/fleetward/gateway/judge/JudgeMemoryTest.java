package dev.fleetward.gateway.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.snapshot.Expectations;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeMemoryTest {
    private static final String PIECE = "\"".repeat(1_000);

    private static Judge judge(Room room, String request) {
        return new Judged(Operation.CHAT_COMPLETIONS, request)
                .expecting(new Expectations(false, false, "en", true))
                .in(room)
                .judge();
    }

    @Test
    void anAnswerWithoutEndIsHeldWithinItsBound() {
        Room room = new Room();
        try (Judge judge = judge(room, "{\"response_format\":{\"type\":\"json_object\"}}")) {
            for (int i = 0; i < 100_000; i++) {
                judge.text(i % 1_000, PIECE);
                var call = judge.toolCall(i % 1_000);
                call.name("f");
                call.arguments(PIECE);
                assertThat(room.held()).isLessThanOrEqualTo(Notes.MOST_CHARS);
            }
            judge.finished(0, FinishReason.STOP);
            assertThat(judge.wantsText()).isFalse();
            assertThat(judge.verdict(false)).isNull();
        }
        assertThat(room.held()).isZero();
    }

    @Test
    void freeTextIsHeldAsASample() {
        Room room = new Room();
        try (Judge judge = judge(room, "{}")) {
            for (int i = 0; i < 10_000; i++) {
                judge.text(0, PIECE);
            }
            assertThat(room.held()).isEqualTo(Judge.SAMPLE_CHARS);
        }
    }

    @Test
    void allAnswersTogetherHoldNoMoreThanTheRoomHas() {
        Room room = new Room();
        List<Judge> judges = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Judge judge = judge(room, "{\"response_format\":{\"type\":\"json_object\"}}");
            judges.add(judge);
            for (int j = 0; j < 100; j++) {
                judge.text(0, PIECE);
            }
        }
        assertThat(room.held()).isLessThanOrEqualTo(Room.CHARS);
        judges.forEach(Judge::close);
        judges.forEach(Judge::close);
        assertThat(room.held()).isZero();
    }
}
