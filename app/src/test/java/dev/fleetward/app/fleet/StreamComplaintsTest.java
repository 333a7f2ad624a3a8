package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.testbed.provider.FaultBoard.Rule;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What users of other gateways complain of when streams fail over, each as a test of its own.
final class StreamComplaintsTest {
    /// One for each test: an endpoint that failed in one rests in the next.
    private TestFleet fleet;

    @BeforeEach
    void start() throws Exception {
        fleet = TestFleet.start("", "firstToken: 2s, silence: 700ms");
    }

    @AfterEach
    void stop() throws Exception {
        fleet.close();
    }

    private void fault(String provider, String rule) {
        fleet.provider(provider).faults().set(List.of(Rule.parse(rule)));
    }

    private RawCall.Answer openai(String route, int words) throws Exception {
        return RawCall.send(
                        fleet,
                        "/v1/chat/completions",
                        "{\"model\":\""
                                + route
                                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\","
                                + "\"content\":\"[[output="
                                + words
                                + "]]\"}]}")
                .readAll();
    }

    private RawCall.Answer anthropic(String route, int words) throws Exception {
        return RawCall.send(
                        fleet,
                        "/v1/messages",
                        "{\"model\":\""
                                + route
                                + "\",\"stream\":true,\"max_tokens\":200,\"messages\":["
                                + "{\"role\":\"user\",\"content\":\"[[output="
                                + words
                                + "]]\"}]}",
                        "anthropic-version",
                        "2023-06-01")
                .readAll();
    }

    private static int count(String text, String part) {
        return text.split(part, -1).length - 1;
    }

    /// LiteLLM #40404: a cut, a stall or a malformed event never led to the fallback.
    @ParameterizedTest
    @ValueSource(strings = {"cut@1", "cut-fin@1", "stall@1", "malformed@1", "end@1"})
    void aStreamThatBreaksBeforeItsFirstTokenMovesOn(String rule) throws Exception {
        fault("openai-a", rule);
        RawCall.Answer answer = openai("openai", 5);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.header("fleetward-endpoint")).isEqualTo("openai-b");
        assertThat(Told.of(answer).terminal()).isTrue();
        assertThat(answer.clean()).isTrue();
    }

    /// LiteLLM #38610 and #6957: a stream that failed in the middle was no failure to anybody.
    @Test
    void aStreamThatBreaksInTheMiddleFailsForItsCallerAndInTheLedger() throws Exception {
        fault("openai-a", "cut@6");
        RawCall.Answer answer = openai("openai", 40);
        assertThat(Told.of(answer).error()).isNotEmpty();
        assertThat(answer.clean()).isFalse();
        assertThat(
                        fleet.ledger(
                                        "SELECT outcome, failure FROM events WHERE call_id = '"
                                                + answer.header("fleetward-call-id")
                                                + "'")
                                .toString())
                .isEqualTo("[[\"failed\",\"connection_lost\"]]");
    }

    /// LiteLLM pull request #38153, Bifrost #4556: a message that started twice.
    @ParameterizedTest
    @CsvSource({"anthropic, duplicate-start", "anthropic, cut@2", "mixed-anthropic, malformed@2"})
    void aMessageStartsOnceWhateverFailedBefore(String route, String rule) throws Exception {
        fault("anthropic-a", rule);
        RawCall.Answer answer = anthropic(route, 5);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(count(answer.body(), "event: message_start")).isEqualTo(1);
        assertThat(count(answer.body(), "event: message_stop")).isEqualTo(1);
        assertThat(answer.header("fleetward-attempts")).isEqualTo("2");
    }

    /// Bifrost #5395: an error after the first chunk was lost.
    @Test
    void anErrorAfterTheFirstChunkIsToldInsideTheStream() throws Exception {
        fault("openai-a", "error-event@4");
        RawCall.Answer answer = openai("openai", 40);
        Told told = Told.of(answer);
        assertThat(told.error()).isNotEmpty();
        assertThat(told.text()).isNotEmpty();
        assertThat(told.terminal()).as("no [DONE] after an error").isFalse();
        assertThat(told.finish()).as("and no invented reason to finish").isEmpty();
    }

    /// Portkey #1797 and #267: a truncated stream ended as a clean 200 without `[DONE]`.
    @ParameterizedTest
    @ValueSource(strings = {"no-terminal", "end@6"})
    void aTruncatedStreamNeverEndsAsIfItWereWhole(String rule) throws Exception {
        fault("openai-a", rule);
        RawCall.Answer answer = openai("openai", 40);
        assertThat(Told.of(answer).terminal()).isFalse();
        assertThat(Told.of(answer).error()).isNotEmpty();
        assertThat(answer.clean()).isFalse();
    }

    /// Apache ShenYu #7021 and #6647, MLflow #25262, mnfst/llm-gateway #1656: what one provider had
    /// said was repeated or continued by another.
    @Test
    void noAnswerIsContinuedByAnotherProvider() throws Exception {
        String first = Told.of(openai("openai-a", 40)).text();
        String second = Told.of(openai("openai-b", 40)).text();
        assertThat(first).isNotEqualTo(second);
        fault("openai-a", "cut@12");
        String broken = Told.of(openai("openai", 40)).text();
        assertThat(broken).isNotEmpty();
        assertThat(first).startsWith(broken);
        fault("openai-a", "cut@0");
        assertThat(Told.of(openai("openai", 40)).text()).isEqualTo(second);
    }

    /// The same for providers that say at once that an answer begins, as all of them do, and then
    /// let its first token wait for longer than a second.
    @Test
    void aStreamWhoseFirstTokenNeverComesMovesOnHoweverSoonItBegan() throws Exception {
        fleet.close();
        fleet = TestFleet.start("", "silence: 2s");
        fault("openai-a", "stall@1");
        assertThat(openai("openai", 5).header("fleetward-endpoint")).isEqualTo("openai-b");
    }

    /// LiteLLM #34374 and pull request #37322, Bifrost #5010 and #5212: load balancers cut streams
    /// that fell silent.
    @Test
    void aSilentStreamIsKeptAliveBetweenItsEvents() throws Exception {
        fleet.close();
        fleet = TestFleet.start("limits: { keepAlive: 1s }", "silence: 4s");
        fault("openai-a", "stall@6");
        RawCall.Answer answer = openai("openai", 40);
        assertThat(count(answer.body(), "\n\n: keep-alive\n\n")).isGreaterThanOrEqualTo(2);
        assertThat(Told.of(answer).error()).isNotEmpty();
    }
}
