package dev.fleetward.control.likeness;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.region.likeness.LogProbTrack;
import dev.fleetward.core.snapshot.Endpoint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// One thing to ask an endpoint. Immutable.
///
/// @param tokens of the answer, at most
/// @param zero always the likeliest token
/// @param logProbs whether the first token's alternatives are wanted with their probabilities
record Inquiry(String prompt, int tokens, boolean zero, boolean logProbs) {
    /// Tokens of a whole answer: enough to tell models apart, and cheap.
    static final int ANSWER_TOKENS = 50;

    /// OpenAI's models that know the limit on output by its newer name alone.
    private static final Pattern NEWER = Pattern.compile("(o[0-9]|gpt-[5-9]).*");

    /// For the first token.
    static Inquiry border(String prompt) {
        return new Inquiry(prompt, 1, true, false);
    }

    /// For the first token's probabilities.
    static Inquiry logProbabilities() {
        return new Inquiry("x", 1, true, true);
    }

    /// For a whole answer.
    static Inquiry answer(String prompt) {
        return new Inquiry(prompt, ANSWER_TOKENS, false, false);
    }

    static String path(WireDialect dialect) {
        return dialect == WireDialect.OPENAI ? "/v1/chat/completions" : "/v1/messages";
    }

    /// The request's body, as JSON.
    String body(Endpoint endpoint) {
        boolean openai = endpoint.provider().dialect().asked() == WireDialect.OPENAI;
        boolean newer = openai && NEWER.matcher(endpoint.model()).matches();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", BehaviourFeature.NAME);
        body.put(newer ? "max_completion_tokens" : "max_tokens", tokens);
        body.put("temperature", zero ? 0 : 1);
        if (logProbs) {
            body.put("logprobs", true);
            body.put("top_logprobs", LogProbTrack.TOP);
        }
        body.put("messages", List.of(Map.of("role", "user", "content", prompt)));
        return JsonMapper.shared().writeValueAsString(body);
    }
}
