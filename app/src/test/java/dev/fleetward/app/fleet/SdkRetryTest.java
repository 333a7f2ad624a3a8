package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.GatewayTimeoutException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.fleetward.app.fleet.ScriptedProvider.Script;
import dev.fleetward.testbed.provider.FaultBoard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Failures of providers as the SDKs see them, which retry by themselves where the headers let
/// them. Each test has a fleet of its own, since the breakers of failing endpoints open.
class SdkRetryTest {
    private static final String CHAT =
            """
            {"id":"c-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}\
            """;
    private static final String MESSAGE =
            """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}\
            """;

    /// Just longer than the gateway itself waits.
    private static final int WAIT_MILLIS = 2_050;

    private ScriptedProvider scripted;
    private TestFleet fleet;
    private OpenAIClient openAi;
    private AnthropicClient anthropic;

    @BeforeEach
    void start() throws Exception {
        scripted = ScriptedProvider.start();
        fleet =
                TestFleet.start(
                        "",
                        "",
                        Map.of(
                                "openai-scripted", scripted.url(),
                                "anthropic-scripted", scripted.url()));
        openAi = Sdks.openAi(fleet, fleet.key(), 2);
        anthropic =
                Sdks.anthropic(fleet, fleet.key(), 2).withOptions(o -> o.responseValidation(false));
    }

    @AfterEach
    void stop() throws Exception {
        openAi.close();
        anthropic.close();
        fleet.close();
        scripted.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String route, String prompt) {
        return ChatCompletionCreateParams.builder().model(route).addUserMessage(prompt);
    }

    private static MessageCreateParams.Builder message(String route, String prompt) {
        return MessageCreateParams.builder().model(route).maxTokens(100).addUserMessage(prompt);
    }

    private long received(String... endpoints) {
        return List.of(endpoints).stream()
                .mapToLong(name -> fleet.provider(name).received().all().size())
                .sum();
    }

    private static Script limited() {
        return Script.error(
                429,
                "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}",
                "retry-after-ms",
                Integer.toString(WAIT_MILLIS));
    }

    @Test
    void theOpenAiSdkComesBackWhenItWasTold() {
        scripted.answers(limited(), Script.json(CHAT));
        long start = System.nanoTime();

        var answer = openAi.chat().completions().create(chat("openai-scripted", "hello").build());

        assertThat(answer.choices().getFirst().message().content()).contains("hi");
        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(WAIT_MILLIS);
        assertThat(scripted.received()).hasSize(2);
    }

    @Test
    void theAnthropicSdkComesBackWhenItWasTold() {
        scripted.answers(limited(), Script.json(MESSAGE));
        long start = System.nanoTime();

        var answer = anthropic.messages().create(message("anthropic-scripted", "hello").build());

        assertThat(answer.content().getFirst().asText().text()).isEqualTo("hi");
        assertThat((System.nanoTime() - start) / 1_000_000).isGreaterThanOrEqualTo(WAIT_MILLIS);
        assertThat(scripted.received()).hasSize(2);
    }

    @Test
    void anSdkThatDoesNotRetryIsToldWhenToComeBack() {
        scripted.answers(limited());
        OpenAIClient impatient = openAi.withOptions(options -> options.maxRetries(0));
        var error =
                catchThrowableOfType(
                        RateLimitException.class,
                        () ->
                                impatient
                                        .chat()
                                        .completions()
                                        .create(chat("openai-scripted", "hello").build()));
        assertThat(error.headers().values("retry-after-ms"))
                .containsExactly(Integer.toString(WAIT_MILLIS));
        assertThat(error.headers().values("retry-after")).containsExactly("3");
        assertThat(error.headers().values("x-should-retry")).isEmpty();
        assertThat(error.code()).contains("rate_limit_exceeded");
    }

    @Test
    void theOpenAiSdkDoesNotRetryWhatTheGatewayRetried() {
        var error =
                catchThrowableOfType(
                        OpenAIServiceException.class,
                        () ->
                                openAi.chat()
                                        .completions()
                                        .create(chat("openai", "hello [[fault=500]]").build()));

        assertThat(error).isInstanceOf(InternalServerException.class);
        assertThat(error.headers().values("x-should-retry")).containsExactly("false");
        long attempts = Long.parseLong(error.headers().values("fleetward-attempts").getFirst());
        assertThat(attempts).isGreaterThan(1);
        assertThat(received("openai-a", "openai-b")).isEqualTo(attempts);
    }

    @Test
    void theAnthropicSdkDoesNotRetryWhatTheGatewayRetried() {
        var error =
                catchThrowableOfType(
                        AnthropicServiceException.class,
                        () ->
                                anthropic
                                        .messages()
                                        .create(
                                                message("anthropic", "hello [[fault=529]]")
                                                        .build()));

        assertThat(error).isInstanceOf(OverloadedException.class);
        assertThat(error.errorType()).contains(ErrorType.OVERLOADED_ERROR);
        assertThat(error.headers().values("x-should-retry")).containsExactly("false");
        long attempts = Long.parseLong(error.headers().values("fleetward-attempts").getFirst());
        assertThat(attempts).isGreaterThan(1);
        assertThat(received("anthropic-a", "anthropic-b")).isEqualTo(attempts);
    }

    @Test
    void anOverloadedEndpointIsUnavailableToTheOpenAiSdk() {
        var error =
                catchThrowableOfType(
                        InternalServerException.class,
                        () ->
                                openAi.chat()
                                        .completions()
                                        .create(chat("anthropic", "hello [[fault=529]]").build()));

        assertThat(error.statusCode()).isEqualTo(503);
    }

    @Test
    void aSecondCandidateOfTheOtherDialectServesInSilence() {
        var answer =
                openAi.chat().completions().create(chat("mixed", "hello [[output=4]]").build());
        var other =
                openAi.chat()
                        .completions()
                        .create(chat("anthropic-a", "hello [[output=4]]").build());
        fleet.provider("openai-a").faults().set(List.of(FaultBoard.Rule.parse("500")));

        var failedOver =
                openAi.chat().completions().create(chat("mixed", "hello [[output=4]]").build());

        assertThat(answer.model()).isEqualTo("gpt-4o");
        assertThat(failedOver.model()).isEqualTo("claude-sonnet-4-5");
        assertThat(failedOver.choices().getFirst().message().content())
                .isEqualTo(other.choices().getFirst().message().content());
    }

    @Test
    void aPassedDeadlineIsATimeoutThatIsNotRetried() {
        var error =
                catchThrowableOfType(
                        InternalServerException.class,
                        () ->
                                openAi.chat()
                                        .completions()
                                        .create(
                                                chat(
                                                                "openai",
                                                                "hello [[fault=slow-first-token=5s]]")
                                                        .putAdditionalHeader(
                                                                "fleetward-deadline-ms", "300")
                                                        .build()));
        assertThat(error.statusCode()).isEqualTo(504);
        assertThat(error.headers().values("x-should-retry")).containsExactly("false");
        assertThat(received("openai-a", "openai-b")).isEqualTo(1);

        var other =
                catchThrowableOfType(
                        GatewayTimeoutException.class,
                        () ->
                                anthropic
                                        .messages()
                                        .createStreaming(
                                                message(
                                                                "anthropic",
                                                                "hello [[fault=slow-first-token=5s]]")
                                                        .putAdditionalHeader(
                                                                "fleetward-deadline-ms", "300")
                                                        .build()));
        assertThat(other.errorType()).contains(ErrorType.TIMEOUT_ERROR);
        assertThat(received("anthropic-a", "anthropic-b")).isEqualTo(1);
    }
}
