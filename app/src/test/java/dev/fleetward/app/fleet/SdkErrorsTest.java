package dev.fleetward.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Errors that the caller is to blame for, as the SDKs' own exceptions.
class SdkErrorsTest {
    private static TestFleet fleet;
    private static OpenAIClient openAi;
    private static AnthropicClient anthropic;

    @BeforeAll
    static void start() throws Exception {
        fleet = TestFleet.start();
        openAi = Sdks.openAi(fleet);
        anthropic = Sdks.anthropic(fleet);
    }

    @AfterAll
    static void stop() throws Exception {
        openAi.close();
        anthropic.close();
        fleet.close();
    }

    private static ChatCompletionCreateParams.Builder chat(String route) {
        return ChatCompletionCreateParams.builder().model(route).addUserMessage("hello");
    }

    private static MessageCreateParams.Builder message(String route) {
        return MessageCreateParams.builder().model(route).maxTokens(100).addUserMessage("hello");
    }

    private static <E extends OpenAIServiceException> E refused(
            OpenAIClient sdk, Class<E> type, ChatCompletionCreateParams ask) {
        E streamed =
                catchThrowableOfType(type, () -> sdk.chat().completions().createStreaming(ask));
        assertThat(streamed).as("of the stream").isNotNull();
        E whole = catchThrowableOfType(type, () -> sdk.chat().completions().create(ask));
        assertThat(whole).isNotNull();
        assertThat(whole.statusCode()).isEqualTo(streamed.statusCode());
        return whole;
    }

    private static <E extends AnthropicServiceException> E refused(
            AnthropicClient sdk, Class<E> type, MessageCreateParams ask) {
        E streamed = catchThrowableOfType(type, () -> sdk.messages().createStreaming(ask));
        assertThat(streamed).as("of the stream").isNotNull();
        E whole = catchThrowableOfType(type, () -> sdk.messages().create(ask));
        assertThat(whole).isNotNull();
        assertThat(whole.statusCode()).isEqualTo(streamed.statusCode());
        return whole;
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        OpenAIClient stranger = Sdks.openAi(fleet, "fw-nobody", 2);
        AnthropicClient other = Sdks.anthropic(fleet, "fw-nobody", 2);
        try {
            var error =
                    refused(
                            stranger,
                            com.openai.errors.UnauthorizedException.class,
                            chat("openai").build());
            assertThat(error.code()).contains("invalid_api_key");
            assertThat(error.type()).contains("invalid_request_error");
            assertThat(
                            refused(
                                            other,
                                            com.anthropic.errors.UnauthorizedException.class,
                                            message("anthropic").build())
                                    .errorType())
                    .contains(ErrorType.AUTHENTICATION_ERROR);
        } finally {
            stranger.close();
            other.close();
        }
    }

    @Test
    void anUnknownRouteIsNotFound() {
        var error =
                refused(
                        openAi,
                        com.openai.errors.NotFoundException.class,
                        chat("no-such-route").build());
        assertThat(error.code()).contains("model_not_found");
        assertThat(
                        refused(
                                        anthropic,
                                        com.anthropic.errors.NotFoundException.class,
                                        message("no-such-route").build())
                                .errorType())
                .contains(ErrorType.NOT_FOUND_ERROR);
        assertThat(
                        catchThrowableOfType(
                                com.openai.errors.NotFoundException.class,
                                () -> openAi.models().retrieve("no-such-route")))
                .isNotNull();
        assertThat(
                        catchThrowableOfType(
                                com.anthropic.errors.NotFoundException.class,
                                () -> anthropic.models().retrieve("no-such-route")))
                .isNotNull();
    }

    @Test
    void anotherFeaturesRouteIsDenied() {
        refused(
                openAi,
                com.openai.errors.PermissionDeniedException.class,
                chat("only-other").build());
        assertThat(
                        refused(
                                        anthropic,
                                        com.anthropic.errors.PermissionDeniedException.class,
                                        message("only-other").build())
                                .errorType())
                .contains(ErrorType.PERMISSION_ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void whatTheEndpointRejectsIsABadRequestToTheOpenAiSdk(String route) {
        var error =
                refused(
                        openAi,
                        com.openai.errors.BadRequestException.class,
                        chat(route).maxCompletionTokens(0).build());

        assertThat(error.type()).contains("invalid_request_error");
        assertThat(error.getMessage()).contains("max_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-a", "anthropic-a"})
    void whatTheEndpointRejectsIsABadRequestToTheAnthropicSdk(String route) {
        var error =
                refused(
                        anthropic,
                        com.anthropic.errors.BadRequestException.class,
                        message(route).maxTokens(0).build());

        assertThat(error.errorType()).contains(ErrorType.INVALID_REQUEST_ERROR);
        assertThat(error.getMessage()).contains("max_");
    }

    @Test
    void whatCannotBeTranslatedIsABadRequestThatNamesIt() {
        assertThat(
                        refused(
                                openAi,
                                com.openai.errors.BadRequestException.class,
                                chat("anthropic-a").seed(7).build()))
                .hasMessageContaining("seed");
        assertThat(
                        refused(
                                anthropic,
                                com.anthropic.errors.BadRequestException.class,
                                message("openai-a")
                                        .putAdditionalBodyProperty(
                                                "top_k", com.anthropic.core.JsonValue.from(5))
                                        .build()))
                .hasMessageContaining("top_k");
        assertThat(
                        catchThrowableOfType(
                                com.anthropic.errors.BadRequestException.class,
                                () ->
                                        anthropic
                                                .messages()
                                                .countTokens(
                                                        MessageCountTokensParams.builder()
                                                                .model("openai-a")
                                                                .addUserMessage("a")
                                                                .build())))
                .hasMessageContaining("count_tokens");
    }
}
