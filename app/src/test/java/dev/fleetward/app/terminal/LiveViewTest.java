package dev.fleetward.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveViewTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Screen TERMINAL = new Screen(true, Ink.PLAIN, 80, 4);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void overwritesItsLinesAndGivesTheCursorBack() {
        try (LiveView view = new LiveView(out, TERMINAL)) {
            view.paint(List.of("one", "two"), TERMINAL, 0);
            view.paint(List.of("three"), TERMINAL, SECOND);
        }

        assertThat(text())
                .isEqualTo(
                        "\u001b[?25l\rone\u001b[K\ntwo\u001b[K\n\u001b[J"
                                + "\u001b[2A\rthree\u001b[K\n\u001b[J"
                                + "\u001b[?25h");
    }

    @Test
    void neverScrollsTheScreen() {
        try (LiveView view = new LiveView(out, TERMINAL)) {
            view.paint(List.of("1", "2", "3", "4", "5", "6"), TERMINAL, 0);
        }

        assertThat(text()).contains("3").doesNotContain("4\u001b[K");
    }

    @Test
    void printsABlockEveryFewSecondsWhereTheCursorCannotMove() {
        try (LiveView view = new LiveView(out, Screen.PLAIN)) {
            view.paint(List.of("first"), Screen.PLAIN, 0);
            view.paint(List.of("too soon"), Screen.PLAIN, SECOND);
            view.paint(List.of("second"), Screen.PLAIN, 6 * SECOND);
        }

        assertThat(text().lines()).containsExactly("first", "", "second", "");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
