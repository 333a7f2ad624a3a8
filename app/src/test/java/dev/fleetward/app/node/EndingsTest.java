package dev.fleetward.app.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndingsTest {
    @Test
    void neitherAFailureNorAnInterruptionKeepsTheRestFromEnding() {
        Endings endings = new Endings();
        List<String> ended = new ArrayList<>();
        endings.end(
                "first",
                "a",
                _ -> {
                    throw new InterruptedException("hurry");
                });
        endings.end(
                "second",
                "b",
                _ -> {
                    throw new IOException("broken");
                });
        endings.end("never started", null, _ -> ended.add("nothing"));
        endings.end("third", "c", ended::add);

        assertThat(ended).containsExactly("c");
        assertThatThrownBy(endings::done)
                .isInstanceOf(InterruptedException.class)
                .hasMessage("hurry");
    }
}
