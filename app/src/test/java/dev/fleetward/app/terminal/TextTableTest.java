package dev.fleetward.app.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void leansNumbersRightAndWordsLeft() {
        TextTable table = new TextTable().words("feature").numbers("calls");
        table.row("chat", "7").row("nightly-report", "1200");

        assertThat(table.render(80, Ink.PLAIN))
                .containsExactly(
                        "feature         calls", "chat                7", "nightly-report   1200");
    }

    @Test
    void cutsTheWidestWordsWhereTheScreenIsNarrow() {
        TextTable table = new TextTable().words("feature").numbers("calls");
        table.row("a-feature-with-a-long-name", "12345");

        List<String> lines = table.render(20, Ink.PLAIN);

        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(20));
        assertThat(lines.get(1)).isEqualTo("a-feature-wi…  12345");
    }

    @Test
    void coloursOnlyWhatAlarms() {
        TextTable table = new TextTable().words("a").words("b");
        table.row(List.of(new TextTable.Cell("x", true), new TextTable.Cell("y", false)));

        assertThat(table.render(80, Ink.COLOURED).get(1)).isEqualTo("\u001b[31mx\u001b[0m  y");
        assertThat(table.render(80, Ink.PLAIN).get(1)).isEqualTo("x  y");
    }

    @Test
    void refusesARowOfAnotherLength() {
        TextTable table = new TextTable().words("a").words("b");

        assertThatThrownBy(() -> table.row("only one")).hasMessageContaining("expected: 2");
    }
}
