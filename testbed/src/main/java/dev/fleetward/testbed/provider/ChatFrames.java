package dev.fleetward.testbed.provider;

import java.util.List;

/// Chat completions. Confined to its call.
final class ChatFrames implements Frames {
    private final Reply reply;
    private final Walk walk;
    private final String head;
    private final String tail;
    private final byte[] beforeWord;
    private final byte[] afterWord;
    private int toolIndex;

    ChatFrames(Reply reply) {
        this.reply = reply;
        this.walk = new Walk(reply.answer());
        this.head = "data: {" + stem(reply, "chat.completion.chunk") + ",\"choices\":[";
        this.tail = (reply.includeUsage() ? "],\"usage\":null}" : "]}") + "\n\n";
        this.beforeWord = Reply.utf8(head + "{\"index\":0,\"delta\":{\"content\":\"");
        this.afterWord = Reply.ascii("\"},\"logprobs\":null,\"finish_reason\":null}" + tail);
    }

    private static String stem(Reply reply, String object) {
        return "\"id\":\"chatcmpl-"
                + reply.id()
                + "\",\"object\":\""
                + object
                + "\",\"created\":"
                + reply.createdSeconds()
                + ",\"model\":"
                + Reply.quoted(reply.model())
                + ",\"service_tier\":\"default\",\"system_fingerprint\":"
                + Reply.quoted(reply.fingerprint());
    }

    @Override
    public void open(Bytes out) {
        delta(out, "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "null");
    }

    @Override
    public void token(Bytes out) {
        switch (walk.part()) {
            case Answer.Text text ->
                    out.put(beforeWord)
                            .put(WordTokens.word(text.seed(), walk.position()))
                            .put(afterWord);
            case Answer.Literal literal -> said("content", literal.pieces(), out);
            case Answer.Refusal refusal -> said("refusal", refusal.pieces(), out);
            case Answer.ToolCall call -> fragment(call, out);
            case Answer.Reasoning hidden -> {}
            case Answer.Thinking foreign -> {}
        }
        walk.next();
    }

    private void said(String member, List<String> pieces, Bytes out) {
        delta(
                out,
                "{\"" + member + "\":" + Reply.quoted(pieces.get(walk.position())) + "}",
                "null");
    }

    private void fragment(Answer.ToolCall call, Bytes out) {
        if (walk.position() == 0) {
            delta(
                    out,
                    "{\"tool_calls\":[{\"index\":"
                            + toolIndex
                            + ",\"id\":\"call_"
                            + call.id()
                            + "\",\"type\":\"function\",\"function\":{\"name\":"
                            + Reply.quoted(call.name())
                            + ",\"arguments\":\"\"}}]}",
                    "null");
        }
        delta(
                out,
                "{\"tool_calls\":[{\"index\":"
                        + toolIndex
                        + ",\"function\":{\"arguments\":"
                        + Reply.quoted(call.fragments().get(walk.position()))
                        + "}}]}",
                "null");
        toolIndex += walk.last() ? 1 : 0;
    }

    @Override
    public void close(Bytes out) {
        delta(out, "{}", "\"" + finish(reply.answer()) + "\"");
        if (reply.includeUsage() && reply.reportUsage()) {
            out.put(head).put("],\"usage\":" + usage(reply.tokens()) + "}\n\n");
        }
        out.put("data: [DONE]\n\n");
    }

    private void delta(Bytes out, String delta, String finish) {
        out.put(head)
                .put("{\"index\":0,\"delta\":" + delta)
                .put(",\"logprobs\":null,\"finish_reason\":" + finish + "}")
                .put(tail);
    }

    @Override
    public void error(Bytes out) {
        out.put(ERROR_EVENT);
    }

    static final String ERROR_EVENT =
            "data: {\"error\":{\"message\":\"The server had an error while processing your"
                    + " request.\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n";

    @Override
    public byte[] whole() {
        StringBuilder calls = new StringBuilder();
        for (Answer.ToolCall call : reply.answer().toolCalls()) {
            calls.append(calls.isEmpty() ? ",\"tool_calls\":[" : ",")
                    .append("{\"id\":\"call_")
                    .append(call.id())
                    .append("\",\"type\":\"function\",\"function\":{\"name\":")
                    .append(Reply.quoted(call.name()))
                    .append(",\"arguments\":")
                    .append(Reply.quoted(call.arguments()))
                    .append("}}");
        }
        String text = reply.answer().text();
        String refusal = reply.answer().refusal();
        boolean toolsOnly = text.isEmpty() && !(calls.isEmpty() && refusal.isEmpty());
        return Reply.utf8(
                "{"
                        + stem(reply, "chat.completion")
                        + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
                        + (toolsOnly ? "null" : Reply.quoted(text))
                        + ",\"refusal\":"
                        + (refusal.isEmpty() ? "null" : Reply.quoted(refusal))
                        + ",\"annotations\":[]"
                        + (calls.isEmpty() ? "" : calls.append("]"))
                        + "},\"logprobs\":"
                        + reply.logProbs()
                        + ",\"finish_reason\":\""
                        + finish(reply.answer())
                        + "\"}]"
                        + (reply.reportUsage() ? ",\"usage\":" + usage(reply.tokens()) : "")
                        + "}");
    }

    static String finish(Answer answer) {
        return switch (answer.finish()) {
            case STOP, REFUSED -> "stop";
            case FILTERED -> "content_filter";
            case LENGTH -> "length";
            case TOOLS -> "tool_calls";
        };
    }

    static String usage(Reply.Tokens tokens) {
        return "{\"prompt_tokens\":"
                + tokens.allInput()
                + ",\"completion_tokens\":"
                + tokens.output()
                + ",\"total_tokens\":"
                + (tokens.allInput() + tokens.output())
                + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + tokens.cacheRead()
                + (tokens.cacheWrite() == 0 ? "" : ",\"cache_write_tokens\":" + tokens.cacheWrite())
                + ",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":"
                + tokens.reasoning()
                + ",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,"
                + "\"rejected_prediction_tokens\":0}}";
    }
}
