package dev.fleetward.testbed.provider;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// Answers of the Gemini dialect. A stream is a row of whole responses, without a terminal event;
/// its last says why the answer ended. Confined to its call.
///
/// A function call comes in one part, when its last token is there. One whose arguments are no JSON
/// never comes: the reason says so. A refusal is a prompt that was blocked.
final class GeminiFrames implements Frames {
    private static final String SIGNED = "signature of ";

    private final Reply reply;
    private final Walk walk;
    private int written;
    private int thought;
    private boolean signed;

    GeminiFrames(Reply reply) {
        this.reply = reply;
        this.walk = new Walk(reply.answer());
    }

    private static String signature(String id) {
        return Base64.getEncoder().encodeToString((SIGNED + id).getBytes(StandardCharsets.UTF_8));
    }

    /// Whether an answer of a simulated provider held it.
    static boolean isSignature(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
                    .startsWith(SIGNED);
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    @Override
    public void open(Bytes out) {
        if (!blocked()) {
            event(out, "[{\"text\":\"\"}]", "");
        }
    }

    @Override
    public void token(Bytes out) {
        written++;
        String part =
                switch (walk.part()) {
                    case Answer.Text text ->
                            text("\"" + word(text.seed(), walk.position()) + "\"", false);
                    case Answer.Literal literal ->
                            text(Reply.quoted(literal.pieces().get(walk.position())), false);
                    case Answer.Refusal refusal ->
                            text(Reply.quoted(refusal.pieces().get(walk.position())), false);
                    case Answer.Thinking thinking -> {
                        thought++;
                        yield text("\"" + word(thinking.seed(), walk.position()) + "\"", true);
                    }
                    case Answer.Reasoning hidden -> {
                        thought++;
                        yield "";
                    }
                    case Answer.ToolCall call -> walk.last() ? call(call) : "";
                };
        if (!part.isEmpty()) {
            event(out, "[" + part + "]", "");
        }
        walk.next();
    }

    private static String word(long seed, int position) {
        return new String(WordTokens.word(seed, position), StandardCharsets.US_ASCII);
    }

    private static String text(String quoted, boolean thinking) {
        return "{\"text\":" + quoted + (thinking ? ",\"thought\":true}" : "}");
    }

    /// Empty where its arguments are no JSON.
    private String call(Answer.ToolCall call) {
        if (!ToolArguments.whole(call.arguments())) {
            return "";
        }
        String signature = signed ? "" : ",\"thoughtSignature\":\"" + signature(reply.id()) + "\"";
        signed = true;
        return "{\"functionCall\":{\"id\":\""
                + call.id()
                + "\",\"name\":"
                + Reply.quoted(call.name())
                + ",\"args\":"
                + call.arguments()
                + "}"
                + signature
                + "}";
    }

    @Override
    public void close(Bytes out) {
        if (blocked()) {
            out.put("data: {\"promptFeedback\":" + FEEDBACK + tail(0, 0) + "}\n\n");
            return;
        }
        written = reply.tokens().output();
        thought = reply.tokens().reasoning();
        event(out, "[{\"text\":\"\"}]", ",\"finishReason\":\"" + finish() + "\"");
    }

    private static final String FEEDBACK = "{\"blockReason\":\"PROHIBITED_CONTENT\"}";

    private boolean blocked() {
        return reply.answer().finish() == Answer.Finish.REFUSED;
    }

    private void event(Bytes out, String parts, String finish) {
        out.put(
                "data: {\"candidates\":["
                        + candidate(parts, finish)
                        + "]"
                        + tail(written, thought)
                        + "}\n\n");
    }

    private static String candidate(String parts, String finish) {
        return "{\"content\":{\"parts\":"
                + parts
                + ",\"role\":\"model\"}"
                + finish
                + ",\"index\":0}";
    }

    private String tail(int output, int reasoning) {
        return (reply.reportUsage() ? ",\"usageMetadata\":" + usage(output, reasoning) : "")
                + ",\"modelVersion\":"
                + Reply.quoted(reply.model())
                + ",\"responseId\":\""
                + reply.id()
                + "\"";
    }

    /// What is 0 is left out.
    private String usage(int output, int reasoning) {
        int prompt = reply.tokens().allInput();
        int candidates = Math.max(0, output - reasoning);
        int cached = reply.tokens().cacheRead();
        return "{\"promptTokenCount\":"
                + prompt
                + (candidates == 0 ? "" : ",\"candidatesTokenCount\":" + candidates)
                + ",\"totalTokenCount\":"
                + (prompt + candidates + reasoning)
                + (cached == 0 ? "" : ",\"cachedContentTokenCount\":" + cached)
                + ",\"promptTokensDetails\":[{\"modality\":\"TEXT\",\"tokenCount\":"
                + prompt
                + "}]"
                + (reasoning == 0 ? "" : ",\"thoughtsTokenCount\":" + reasoning)
                + "}";
    }

    private String finish() {
        return switch (reply.answer().finish()) {
            case STOP, REFUSED -> "STOP";
            case LENGTH -> "MAX_TOKENS";
            case FILTERED -> "SAFETY";
            case TOOLS -> broken() ? "MALFORMED_FUNCTION_CALL" : "STOP";
        };
    }

    private boolean broken() {
        List<Answer.ToolCall> calls = reply.answer().toolCalls();
        return calls.stream().anyMatch(call -> !ToolArguments.whole(call.arguments()));
    }

    @Override
    public void error(Bytes out) {
        out.put(
                "data: {\"error\":{\"code\":503,\"message\":\"The model is overloaded. Please try"
                        + " again later.\",\"status\":\"UNAVAILABLE\"}}\n\n");
    }

    @Override
    public byte[] whole() {
        int output = reply.tokens().output();
        int reasoning = reply.tokens().reasoning();
        if (blocked()) {
            return Reply.utf8("{\"promptFeedback\":" + FEEDBACK + tail(0, 0) + "}");
        }
        StringBuilder parts = new StringBuilder();
        for (Answer.Part part : reply.answer().parts()) {
            String json = whole(part);
            parts.append(parts.isEmpty() || json.isEmpty() ? "" : ",").append(json);
        }
        String finish = ",\"finishReason\":\"" + finish() + "\"";
        return Reply.utf8(
                "{\"candidates\":["
                        + candidate("[" + parts + "]", finish)
                        + "]"
                        + tail(output, reasoning)
                        + "}");
    }

    private String whole(Answer.Part part) {
        return switch (part) {
            case Answer.Text text ->
                    text("\"" + WordTokens.text(text.seed(), text.tokens()) + "\"", false);
            case Answer.Literal literal -> text(Reply.quoted(literal.text()), false);
            case Answer.Refusal refusal -> text(Reply.quoted(refusal.text()), false);
            case Answer.Thinking thinking ->
                    text("\"" + WordTokens.text(thinking.seed(), thinking.tokens()) + "\"", true);
            case Answer.Reasoning hidden -> "";
            case Answer.ToolCall call -> call(call);
        };
    }
}
