package dev.fleetward.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckTest {
    private static Answer text(String text) {
        return new Answer(text, List.of(), null, 12, 500_000_000, "stop");
    }

    private static Answer call(String name, String arguments) {
        return new Answer(
                "", List.of(new Answer.ToolCall(name, arguments)), null, -1, -1, "tool_calls");
    }

    private static @Nullable String onlyBraces(String json) {
        return json.equals("{}") ? null : "not empty";
    }

    @Test
    void textIsHeldAgainstAPartTheWholeAndAPattern() {
        assertThat(new Check.Contains("arb").fault(text("harbour"))).isNull();
        assertThat(new Check.Contains("Arb").fault(text("harbour"))).isEqualTo("lacks \"Arb\"");
        assertThat(new Check.Exactly("42").fault(text(" 42\n"))).isNull();
        assertThat(new Check.Exactly("42").fault(text("it is 42")))
                .isEqualTo("expected \"42\", got \"it is 42\"");
        assertThat(new Check.Matches("^[0-9]+$").fault(text("42"))).isNull();
        assertThat(new Check.Matches("^[0-9]+$").fault(text("x42")))
                .isEqualTo("does not match ^[0-9]+$");
    }

    @Test
    void aPatternThatRunsAwayEndsWithinItsBoundAndDoesNotPass() {
        assertThat(new Check.Matches("a*a*a*a*a*b").fault(text("a".repeat(200))))
                .contains("too much work");
        assertThat(new Check.Matches("(a|b)*c").fault(text("ab".repeat(30_000)))).isNotNull();
        assertThat(new Check.Matches("a").fault(text("b".repeat(70_000)))).contains("too long");
    }

    @Test
    void jsonAndToolsAreHeldAgainstTheirShapes() {
        assertThat(new Check.Json(CheckTest::onlyBraces).fault(text("{}"))).isNull();
        assertThat(new Check.Json(CheckTest::onlyBraces).fault(text("x")))
                .isEqualTo("the text: not empty");
        assertThat(new Check.Tool("order", null).fault(text("no"))).isEqualTo("no tool call");
        assertThat(new Check.Tool("order", null).fault(call("cancel", "{}")))
                .isEqualTo("called \"cancel\", not order");
        assertThat(new Check.Tool("order", CheckTest::onlyBraces).fault(call("order", "{}")))
                .isNull();
        assertThat(new Check.Tool("order", CheckTest::onlyBraces).fault(call("order", "[")))
                .isEqualTo("arguments of order: not empty");
    }

    @Test
    void whatIsNotCountedDoesNotPass() {
        assertThat(new Check.MaxOutputTokens(12).fault(text("x"))).isNull();
        assertThat(new Check.MaxOutputTokens(11).fault(text("x"))).contains("12 output tokens");
        assertThat(new Check.MaxOutputTokens(11).fault(call("t", ""))).contains("reports no");
        assertThat(new Check.FirstToken(500_000_000).fault(text("x"))).isNull();
        assertThat(new Check.FirstToken(499_000_000).fault(text("x"))).contains("500 ms");
        assertThat(new Check.FirstToken(1).fault(call("t", ""))).isEqualTo("no first token");
    }

    @Test
    void aRefusalIsWhatTheProviderMarksAsOne() {
        Check check = new Check.NotRefused();

        assertThat(check.fault(text("I cannot do that"))).isNull();
        assertThat(check.fault(new Answer("", List.of(), "No.", 1, 1, "stop")))
                .isEqualTo("refused: \"No.\"");
        assertThat(check.fault(new Answer("So", List.of(), null, 1, 1, "content_filter")))
                .isEqualTo("ended by a content filter");
    }
}
