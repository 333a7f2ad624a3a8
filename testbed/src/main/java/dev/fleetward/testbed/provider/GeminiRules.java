package dev.fleetward.testbed.provider;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What Google refuses in a `generateContent` request, in its own words. Stateless.
///
/// Unknown members are refused, as by every API of Google's; Google Cloud knows no ids of function
/// calls. Models of the third generation and later must have the signatures of their function calls
/// back: for each turn of the model, with its first call.
final class GeminiRules {
    /// What stands for a signature that a caller does not have.
    private static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final Pattern SIGNING = Pattern.compile("gemini-([3-9]|\\d\\d).*");
    private static final Set<String> TOP =
            Set.of(
                    "contents",
                    "systemInstruction",
                    "tools",
                    "toolConfig",
                    "generationConfig",
                    "safetySettings",
                    "cachedContent",
                    "labels");
    private static final Set<String> CONFIG =
            Set.of(
                    "temperature",
                    "topP",
                    "topK",
                    "maxOutputTokens",
                    "stopSequences",
                    "candidateCount",
                    "seed",
                    "presencePenalty",
                    "frequencyPenalty",
                    "responseMimeType",
                    "responseSchema",
                    "responseJsonSchema",
                    "responseLogprobs",
                    "logprobs",
                    "responseModalities",
                    "thinkingConfig",
                    "mediaResolution");
    private static final Set<String> PART =
            Set.of(
                    "text",
                    "thought",
                    "thoughtSignature",
                    "inlineData",
                    "fileData",
                    "functionCall",
                    "functionResponse");
    private static final Set<String> CALL =
            Set.of("id", "name", "args", "partialArgs", "willContinue");
    private static final Set<String> RESPONSE =
            Set.of("id", "name", "response", "parts", "willContinue", "scheduling");
    private static final int MOST_STOPS = 5;

    private GeminiRules() {}

    /// @param cloud whether it came to Google Cloud
    /// @throws Rejection where it breaks one
    static void check(JsonNode body, @Nullable String model, boolean cloud) {
        known(body, TOP, "");
        known(body.path("generationConfig"), CONFIG, "generation_config");
        if (!body.path("contents").isArray() || body.path("contents").isEmpty()) {
            throw Rejection.badRequest(
                    "contents", "* GenerateContentRequest.contents: contents is not specified");
        }
        int place = 0;
        for (JsonNode content : body.path("contents")) {
            content(content, "contents[" + place++ + "]", cloud);
            if (model != null && SIGNING.matcher(model).matches()) {
                signed(content);
            }
        }
        if (body.path("generationConfig").path("stopSequences").size() > MOST_STOPS) {
            throw Rejection.badRequest(
                    "stopSequences", "The number of stop sequences must be at most 5.");
        }
    }

    private static void content(JsonNode content, String at, boolean cloud) {
        String role = content.path("role").asString("user");
        if (!role.equals("user") && !role.equals("model")) {
            throw Rejection.badRequest("role", "Please use a valid role: user, model.");
        }
        if (content.path("parts").isEmpty()) {
            throw Rejection.badRequest(
                    "parts",
                    "* GenerateContentRequest." + at + ".parts: contents.parts must not be empty.");
        }
        for (JsonNode part : content.path("parts")) {
            known(part, PART, at + ".parts");
            JsonNode call = part.path("functionCall");
            JsonNode response = part.path("functionResponse");
            known(call, CALL, at + ".function_call");
            known(response, RESPONSE, at + ".function_response");
            if (cloud && (call.has("id") || response.has("id"))) {
                throw unknown("id", at);
            }
            boolean named = !call.isMissingNode() && call.path("name").asString("").isEmpty();
            boolean answers =
                    !response.isMissingNode()
                            && (response.path("name").asString("").isEmpty()
                                    || !response.path("response").isObject());
            if (named || answers) {
                throw Rejection.badRequest(
                        "name", "* GenerateContentRequest." + at + ": Name cannot be empty.");
            }
        }
    }

    private static void signed(JsonNode content) {
        for (JsonNode part : content.path("parts")) {
            if (part.has("functionCall")) {
                String signature = part.path("thoughtSignature").asString("");
                if (signature.isEmpty()) {
                    throw Rejection.badRequest(
                            null,
                            "Function call is missing a thought_signature in functionCall parts.");
                }
                if (!signature.equals(NO_SIGNATURE) && !GeminiFrames.isSignature(signature)) {
                    throw Rejection.badRequest(null, "Corrupted thought signature.");
                }
                return;
            }
        }
    }

    private static void known(JsonNode object, Set<String> names, String at) {
        for (String name : object.propertyNames()) {
            if (!names.contains(name)) {
                throw unknown(name, at);
            }
        }
    }

    private static Rejection unknown(String name, String at) {
        return Rejection.badRequest(
                name,
                "Invalid JSON payload received. Unknown name \""
                        + name
                        + "\""
                        + (at.isEmpty() ? "" : " at '" + at + "'")
                        + ": Cannot find field.");
    }
}
