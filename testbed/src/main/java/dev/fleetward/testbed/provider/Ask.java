package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.Operation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One request, read. Immutable.
///
/// @param asked the model as the caller wrote it
/// @param model its name without faults
/// @param includeUsage whether an OpenAI stream reports usage
/// @param maxTokens −1 if the caller set no limit
/// @param thinkingBudget 0 if the caller did not ask for thinking
/// @param aloud whether thoughts are shown
/// @param format the schema that the text has to fit; missing where it may be any text
/// @param faults those in the model's name, then those in the prompt
record Ask(
        Operation operation,
        String asked,
        String model,
        boolean stream,
        boolean includeUsage,
        int maxTokens,
        Prompt prompt,
        Tools tools,
        int thinkingBudget,
        boolean aloud,
        Embedding embedding,
        JsonNode format,
        Sampling sampling,
        List<Fault> faults) {

    /// How tokens are drawn, as far as it matters here.
    ///
    /// @param zero always the likeliest
    /// @param topLogProbs how many alternatives are listed with their probabilities; 0 for none
    record Sampling(boolean zero, int topLogProbs) {
        static Sampling of(JsonNode body) {
            JsonNode config = body.has("generationConfig") ? body.path("generationConfig") : body;
            return new Sampling(
                    config.path("temperature").asDouble(1) == 0,
                    body.path("logprobs").asBoolean(false)
                            ? body.path("top_logprobs").asInt(0)
                            : 0);
        }
    }

    /// The tools on offer.
    ///
    /// @param must one has to be called
    /// @param named the one that has to be called
    /// @param parallel several may be called at once
    record Tools(List<Tool> offered, boolean must, @Nullable String named, boolean parallel) {
        static final Tools NONE = new Tools(List.of(), false, null, true);
    }

    record Tool(String name, JsonNode schema) {}

    /// @param seeds one for each input
    record Embedding(List<Long> seeds, int dimensions, boolean base64) {
        static final Embedding NONE = new Embedding(List.of(), 0, false);
    }

    /// Reads a body for an operation.
    ///
    /// @param deployment the model in the path; wins over the body's
    /// @param streamed whether the path asks for a stream
    /// @throws Rejection if it is not a request
    static Ask read(
            Operation operation, JsonNode body, @Nullable String deployment, boolean streamed) {
        if (!body.isObject()) {
            throw Rejection.badRequest(null, "The body is not a JSON object.");
        }
        String asked = deployment == null ? body.path("model").asString("") : deployment;
        if (asked.isEmpty()) {
            throw Rejection.badRequest("model", "you must provide a model parameter");
        }
        List<Fault> faults = new ArrayList<>();
        String model = CallFaults.split(asked, faults);
        Reading reading =
                switch (operation) {
                    case CHAT_COMPLETIONS -> OpenAiReader.chat(body);
                    case RESPONSES -> OpenAiReader.responses(body);
                    case COMPLETIONS -> OpenAiReader.completions(body);
                    case EMBEDDINGS -> OpenAiReader.embeddings(body);
                    case MESSAGES -> AnthropicReader.messages(body, true);
                    case COUNT_TOKENS -> AnthropicReader.messages(body, false);
                    case GENERATE_CONTENT -> GeminiReader.generate(body);
                };
        faults.addAll(reading.prompt.directives().faults());
        return new Ask(
                operation,
                asked,
                model,
                streamed || (operation.generates() && body.path("stream").asBoolean(false)),
                body.path("stream_options").path("include_usage").asBoolean(false),
                reading.maxTokens,
                reading.prompt,
                reading.tools,
                reading.thinkingBudget,
                aloud(operation, body),
                reading.embedding,
                Format.of(operation, body),
                Sampling.of(body),
                faults);
    }

    private static boolean aloud(Operation operation, JsonNode body) {
        return switch (operation) {
            case MESSAGES, COUNT_TOKENS -> true;
            case CHAT_COMPLETIONS, RESPONSES, COMPLETIONS, EMBEDDINGS -> false;
            case GENERATE_CONTENT ->
                    body.path("generationConfig")
                            .path("thinkingConfig")
                            .path("includeThoughts")
                            .asBoolean(false);
        };
    }

    /// What differs between the operations.
    record Reading(
            Prompt prompt, int maxTokens, Tools tools, int thinkingBudget, Embedding embedding) {
        static Reading of(Prompt prompt, int maxTokens) {
            return new Reading(prompt, maxTokens, Tools.NONE, 0, Embedding.NONE);
        }
    }
}
