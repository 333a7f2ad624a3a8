package dev.fleetward.gateway.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.gateway.wire.Json;
import dev.fleetward.gateway.wire.JsonBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputLimitTest {
    private static JsonBody body(String text) throws Exception {
        return JsonBody.parse(text.getBytes(UTF_8), Json.MAX_DEPTH);
    }

    private static String text(JsonBody body) {
        return new String(body.bytes(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"max_tokens\": 100000 , \"x\":1} | {\"max_tokens\": 500 , \"x\":1}",
                "{\"max_completion_tokens\":501} | {\"max_completion_tokens\":500}",
                "{\"max_output_tokens\":9999} | {\"max_output_tokens\":500}",
                "{\"max_tokens\":900,\"max_completion_tokens\":9} | {\"max_tokens\":500,\"max_completion_tokens\":9}",
            })
    void lowersWhatIsAboveAndKeepsEveryOtherByte(String before, String after) throws Exception {
        assertThat(text(new OpenAiDialect().lowerOutput(body(before), 500))).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"max_tokens\":500}",
                "{\"max_tokens\":null}",
                "{\"max_tokens\":\"9999\"}",
                "{\"nested\":{\"max_tokens\":9999}}"
            })
    void leavesTheBodyAloneWhereNothingIsAbove(String text) throws Exception {
        JsonBody body = body(text);
        assertThat(new OpenAiDialect().lowerOutput(body, 500)).isSameAs(body);
        assertThat(new AnthropicDialect().lowerOutput(body, 500)).isSameAs(body);
    }

    @Test
    void leavesRoomForThinking() throws Exception {
        String text =
                "{\"max_tokens\":9999,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":8000}}";
        JsonBody body = body(text);
        assertThat(new AnthropicDialect().lowerOutput(body, 500)).isSameAs(body);
        assertThat(text(new AnthropicDialect().lowerOutput(body("{\"max_tokens\":9999}"), 500)))
                .isEqualTo("{\"max_tokens\":500}");
    }
}
