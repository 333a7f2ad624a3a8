package dev.fleetward.gateway.judge;

import static dev.fleetward.core.call.Operation.CHAT_COMPLETIONS;
import static dev.fleetward.core.call.Operation.MESSAGES;
import static dev.fleetward.core.call.Operation.RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.health.Flaw;
import dev.fleetward.core.snapshot.Expectations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}";
    private static final Judged CHAT =
            new Judged(
                    CHAT_COMPLETIONS,
                    "{\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":"
                            + SCHEMA
                            + "}},{\"type\":\"function\",\"function\":{\"name\":\"any\"}},{\"type\":\"custom\",\"custom\":{\"name\":\"free\"}}]}");
    private static final Judged MESSAGE =
            new Judged(
                    MESSAGES,
                    "{\"tools\":[{\"name\":\"look\",\"input_schema\":"
                            + SCHEMA
                            + "},{\"type\":\"bash_20250124\",\"name\":\"bash\"}]}");
    private static final Judged RESPONSE =
            new Judged(
                    RESPONSES,
                    "{\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"parameters\":"
                            + SCHEMA
                            + "}]}");
    private static final Judged PLAIN = new Judged(CHAT_COMPLETIONS, "{}");
    private static final Judged FORMATTED =
            new Judged(
                    CHAT_COMPLETIONS,
                    "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"x\",\"schema\":"
                            + SCHEMA
                            + "}}}");

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String message(String members, String finish) {
        return "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                + members
                + "},\"finish_reason\":\""
                + finish
                + "\"}]}";
    }

    private static String called(String name, String arguments) {
        return message(
                "\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\""
                        + name
                        + "\",\"arguments\":"
                        + arguments
                        + "}}]",
                "tool_calls");
    }

    private static String block(String block, String finish) {
        return "{\"type\":\"message\",\"content\":["
                + block
                + "],\"stop_reason\":\""
                + finish
                + "\"}";
    }

    private static @Nullable Flaw said(Judged judged, String text) {
        return judged.whole(CHAT_COMPLETIONS, message("\"content\":" + quoted(text), "stop"));
    }

    @Test
    void aToolCallFitsTheSchemaOfItsTool() {
        assertThat(CHAT.whole(CHAT_COMPLETIONS, called("look", quoted("{\"city\":\"Bonn\"}"))))
                .isNull();
        assertThat(CHAT.whole(CHAT_COMPLETIONS, called("look", quoted("{\"city\":1}"))))
                .isEqualTo(Flaw.TOOL_SCHEMA);
        assertThat(CHAT.whole(CHAT_COMPLETIONS, called("look", quoted(""))))
                .as("no arguments where some are required")
                .isEqualTo(Flaw.TOOL_SCHEMA);
        assertThat(CHAT.whole(CHAT_COMPLETIONS, called("any", quoted("{\"city\":1}")))).isNull();
        assertThat(CHAT.whole(CHAT_COMPLETIONS, called("any", quoted("")))).isNull();
    }

    @Test
    void aToolThatNobodyOfferedIsAFlaw() {
        assertThat(CHAT.whole(CHAT_COMPLETIONS, called("other", quoted("{}"))))
                .isEqualTo(Flaw.TOOL_SCHEMA);
        assertThat(PLAIN.whole(CHAT_COMPLETIONS, called("look", quoted("{}"))))
                .isEqualTo(Flaw.TOOL_SCHEMA);
        String server =
                block("{\"type\":\"server_tool_use\",\"name\":\"x\",\"input\":{}}", "end_turn");
        assertThat(MESSAGE.whole(MESSAGES, server)).isNull();
        assertThat(
                        MESSAGE.whole(
                                MESSAGES,
                                block(
                                        "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"bash\",\"input\":{\"command\":\"ls\"}}",
                                        "tool_use")))
                .isNull();
    }

    @Test
    void toolsThatTheProviderKeepsAreNotMissed() {
        String call =
                "{\"status\":\"completed\",\"output\":[{\"type\":\"function_call\",\"name\":\"kept\",\"arguments\":\"{}\"}]}";
        assertThat(RESPONSE.whole(RESPONSES, call)).isEqualTo(Flaw.TOOL_SCHEMA);
        for (String continued :
                new String[] {
                    "{\"previous_response_id\":\"resp_1\"}",
                    "{\"prompt\":{\"id\":\"p\"}}",
                    "{\"tools\":[{\"type\":\"tool_search\"}]}"
                }) {
            assertThat(new Judged(RESPONSES, continued).whole(RESPONSES, call)).isNull();
        }
    }

    @Test
    void argumentsInAFormThatIsNotReadAreNotJudged() {
        assertThat(CHAT.whole(CHAT_COMPLETIONS, called("look", "{\"city\":1}"))).isNull();
    }

    @Test
    void toolCallsOfStreamsAreJudgedWhenTheyAreWhole() {
        String head = "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":";
        String tail = "]},\"finish_reason\":null}]}";
        String first =
                head + "0,\"id\":\"a\",\"function\":{\"name\":\"look\",\"arguments\":\"\"}}" + tail;
        String second =
                head
                        + "1,\"id\":\"b\",\"function\":{\"name\":\"look\",\"arguments\":\"{\\\"ci\"}}"
                        + tail;
        String finish =
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}";
        String fits = head + "0,\"function\":{\"arguments\":\"{\\\"city\\\":\\\"B\\\"}\"}}" + tail;
        assertThat(
                        CHAT.stream(
                                CHAT_COMPLETIONS,
                                first,
                                second,
                                fits,
                                head
                                        + "1,\"function\":{\"arguments\":\"ty\\\":\\\"B\\\"}\"}}"
                                        + tail,
                                finish,
                                "[DONE]"))
                .isNull();
        assertThat(
                        CHAT.stream(
                                CHAT_COMPLETIONS,
                                first,
                                second,
                                fits,
                                head + "1,\"function\":{\"arguments\":\"ty\\\":[]}\"}}" + tail,
                                finish,
                                "[DONE]"))
                .isEqualTo(Flaw.TOOL_SCHEMA);
    }

    private static @Nullable Flaw streamed(String... inputs) {
        String[] events = new String[inputs.length + 5];
        events[0] =
                "{\"type\":\"message_start\",\"message\":{\"content\":[],\"stop_reason\":null}}";
        events[1] =
                "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"look\",\"input\":{}}}";
        for (int i = 0; i < inputs.length; i++) {
            events[2 + i] =
                    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
                            + quoted(inputs[i])
                            + "}}";
        }
        events[inputs.length + 2] = "{\"type\":\"content_block_stop\",\"index\":0}";
        events[inputs.length + 3] =
                "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":3}}";
        events[inputs.length + 4] = "{\"type\":\"message_stop\"}";
        return MESSAGE.stream(MESSAGES, events);
    }

    @Test
    void messagesAreJudgedWholeAndStreamed() {
        assertThat(
                        MESSAGE.whole(
                                MESSAGES,
                                block(
                                        "{\"type\":\"text\",\"text\":\"é\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"look\",\"input\":{\"city\": \"Bönn\"}}",
                                        "tool_use")))
                .isNull();
        assertThat(
                        MESSAGE.whole(
                                MESSAGES,
                                block(
                                        "{\"type\":\"text\",\"text\":\"é\"},{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"look\",\"input\":{\"city\":2}}",
                                        "tool_use")))
                .isEqualTo(Flaw.TOOL_SCHEMA);
        assertThat(streamed("{\"city\"", ":\"B\"}")).isNull();
        assertThat(streamed("{\"city\"", ":null}")).isEqualTo(Flaw.TOOL_SCHEMA);
        assertThat(streamed()).isEqualTo(Flaw.TOOL_SCHEMA);
    }

    @Test
    void aCallersToolsAreHeldAgainstTheOtherDialectsAnswer() {
        String block =
                "{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"look\",\"input\":{\"city\":2}}";
        assertThat(CHAT.whole(MESSAGES, block(block, "tool_use"))).isEqualTo(Flaw.TOOL_SCHEMA);
        assertThat(MESSAGE.whole(CHAT_COMPLETIONS, called("look", quoted("{\"city\":2}"))))
                .isEqualTo(Flaw.TOOL_SCHEMA);
    }

    @Test
    void aResponseIsJudgedByItsLastEventAlone() {
        String output =
                "[{\"type\":\"reasoning\",\"content\":[{\"type\":\"reasoning_text\",\"text\":\"no\"}],\"summary\":[]},{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"{\\\"city\\\":%s}\"}]}]";
        Judged judged =
                new Judged(
                        RESPONSES,
                        "{\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"x\",\"schema\":"
                                + SCHEMA
                                + "}}}");
        String early =
                "{\"type\":\"response.in_progress\",\"response\":{\"status\":\"in_progress\",\"output\":%s}}";
        String last =
                "{\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":%s}}";
        String fits = output.formatted("\\\"B\\\"");
        assertThat(judged.stream(RESPONSES, early.formatted(fits), last.formatted(fits))).isNull();
        assertThat(judged.stream(RESPONSES, last.formatted(output.formatted("1"))))
                .isEqualTo(Flaw.OUTPUT_SCHEMA);
        assertThat(judged.whole(RESPONSES, "{\"status\":\"completed\",\"output\":" + fits + "}"))
                .isNull();
    }

    @Test
    void textFitsTheSchemaThatWasAskedFor() {
        assertThat(said(FORMATTED, " {\"city\":\"B\"}\n")).isNull();
        assertThat(said(FORMATTED, "{\"city\":1}")).isEqualTo(Flaw.OUTPUT_SCHEMA);
        assertThat(said(FORMATTED, "Here it is: {}")).isEqualTo(Flaw.OUTPUT_SCHEMA);
        assertThat(said(FORMATTED, "```json\n{\"city\":\"B\"}\n```")).isEqualTo(Flaw.OUTPUT_SCHEMA);

        Judged object =
                new Judged(CHAT_COMPLETIONS, "{\"response_format\":{\"type\":\"json_object\"}}");
        assertThat(said(object, "{}")).isNull();
        assertThat(said(object, "[]")).isEqualTo(Flaw.OUTPUT_SCHEMA);

        Judged free = new Judged(CHAT_COMPLETIONS, "{\"response_format\":{\"type\":\"text\"}}");
        assertThat(said(free, "hello")).isNull();
        for (String place : new String[] {"output_format", "output_config"}) {
            String format = "{\"type\":\"json_schema\",\"schema\":" + SCHEMA + "}";
            String value = place.equals("output_config") ? "{\"format\":" + format + "}" : format;
            Judged judged = new Judged(MESSAGES, "{\"" + place + "\":" + value + "}");
            assertThat(
                            judged.whole(
                                    MESSAGES,
                                    block("{\"type\":\"text\",\"text\":\"hello\"}", "end_turn")))
                    .isEqualTo(Flaw.OUTPUT_SCHEMA);
        }
    }

    @Test
    void reasoningAloneIsNoStructuredOutput() {
        assertThat(
                        FORMATTED.whole(
                                CHAT_COMPLETIONS,
                                message("\"content\":null,\"reasoning\":\"hm\"", "stop")))
                .isEqualTo(Flaw.OUTPUT_SCHEMA);
    }

    @Test
    void whatWasNotAskedOfTheEndpointIsNotHeldAgainstIt() {
        Judged dropped =
                new Judged(CHAT_COMPLETIONS, "{\"response_format\":{\"type\":\"json_object\"}}")
                        .withoutFormat();
        assertThat(said(dropped, "hello")).isNull();
        Judged stopped =
                new Judged(
                        CHAT_COMPLETIONS,
                        "{\"stop\":[\"}\"],\"response_format\":{\"type\":\"json_object\"}}");
        assertThat(said(stopped, "{\"a\":1")).isNull();
        assertThat(
                        FORMATTED.whole(
                                CHAT_COMPLETIONS,
                                message(
                                        "\"content\":[{\"type\":\"text\",\"text\":\"x\"}]",
                                        "stop")))
                .as("text in a form that is not read")
                .isNull();
    }

    @Test
    void whatWasCutDeclinedOrFilteredIsOnlyThat() {
        String text = "\"content\":\"{\\\"ci\"";
        assertThat(FORMATTED.whole(CHAT_COMPLETIONS, message(text, "length")))
                .isEqualTo(Flaw.TRUNCATED);
        assertThat(FORMATTED.whole(CHAT_COMPLETIONS, message(text, "content_filter")))
                .isEqualTo(Flaw.FILTERED);
        assertThat(
                        FORMATTED.whole(
                                CHAT_COMPLETIONS,
                                message("\"content\":null,\"refusal\":\"No.\"", "stop")))
                .isEqualTo(Flaw.REFUSED);
        for (String[] end :
                new String[][] {
                    {"max_tokens", "TRUNCATED"},
                    {"model_context_window_exceeded", "TRUNCATED"},
                    {"refusal", "REFUSED"}
                }) {
            assertThat(MESSAGE.whole(MESSAGES, block("{\"type\":\"text\",\"text\":\"a\"}", end[0])))
                    .isEqualTo(Flaw.valueOf(end[1]));
        }
        assertThat(
                        MESSAGE.whole(
                                MESSAGES,
                                block("{\"type\":\"text\",\"text\":\"a\"}", "pause_turn")))
                .isNull();
    }

    @Test
    void whatTheFeatureExpectsIsNoFlaw() {
        Judged expected =
                new Judged(CHAT_COMPLETIONS, "{}")
                        .expecting(new Expectations(true, true, null, false));
        assertThat(expected.whole(CHAT_COMPLETIONS, message("\"content\":\"a\"", "length")))
                .isNull();
        assertThat(expected.whole(CHAT_COMPLETIONS, message("\"refusal\":\"No.\"", "stop")))
                .isNull();
        assertThat(expected.whole(CHAT_COMPLETIONS, message("\"content\":\"a\"", "content_filter")))
                .isEqualTo(Flaw.FILTERED);
    }

    @Test
    void ofSeveralChoicesTheWorstOneCounts() {
        String answer =
                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"{\"},\"finish_reason\":\"length\"},"
                        + "{\"index\":1,\"message\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}";
        assertThat(FORMATTED.whole(CHAT_COMPLETIONS, answer.formatted("x")))
                .isEqualTo(Flaw.OUTPUT_SCHEMA);
        assertThat(FORMATTED.whole(CHAT_COMPLETIONS, answer.formatted("{\\\"city\\\":\\\"B\\\"}")))
                .isEqualTo(Flaw.TRUNCATED);
    }

    @Test
    void everyFlawHasItsPlaceAmongTheWorst() {
        assertThat(Judge.WORST_FIRST).containsExactlyInAnyOrder(Flaw.values());
    }

    @Test
    void languageAndEchoAreLookedForWhereTheFeatureAsks() {
        String german =
                "Das ist die Antwort, und sie ist nicht in der Sprache, die von dem Kunden erwartet wird.";
        String prompt =
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\""
                        + german
                        + "\"}]}]}";
        Judged english =
                new Judged(CHAT_COMPLETIONS, prompt)
                        .expecting(new Expectations(false, false, "en", false));
        Judged echo =
                new Judged(CHAT_COMPLETIONS, prompt)
                        .expecting(new Expectations(false, false, null, true));
        assertThat(said(english, german)).isEqualTo(Flaw.WRONG_LANGUAGE);
        assertThat(said(echo, german)).isEqualTo(Flaw.ECHO);
        assertThat(said(new Judged(CHAT_COMPLETIONS, prompt), german)).isNull();
        assertThat(
                        said(
                                echo,
                                "Something else entirely, and long enough to be held against it too."))
                .isNull();
        assertThat(
                        said(
                                new Judged(CHAT_COMPLETIONS, prompt)
                                        .expecting(new Expectations(false, false, "eo", false)),
                                german))
                .as("a language that cannot be told")
                .isNull();
    }

    @Test
    void whatPassesABoundIsNotJudgedAndHoldsNothing() {
        Room room = new Room();
        Judged judged =
                new Judged(CHAT_COMPLETIONS, "{\"response_format\":{\"type\":\"json_object\"}}")
                        .in(room);
        assertThat(said(judged, "x".repeat(Notes.MOST_CHARS))).isEqualTo(Flaw.OUTPUT_SCHEMA);
        assertThat(said(judged, "x".repeat(Notes.MOST_CHARS + 1))).isNull();
        assertThat(said(judged, "[".repeat(Judge.MOST_DEPTH + 1))).isNull();
        assertThat(room.held()).isZero();
        assertThat(said(judged.in(new Room(Notes.BLOCK_CHARS)), "x".repeat(Notes.BLOCK_CHARS + 1)))
                .isNull();
    }
}
