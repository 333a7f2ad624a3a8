package dev.fleetward.testbed.provider;

/// Anthropic messages. Confined to its call.
final class MessagesFrames implements Frames {
    private final Reply reply;
    private final Walk walk;
    private byte[] beforeWord = {};
    private static final byte[] AFTER_WORD = Reply.ascii("\"}}\n\n");

    MessagesFrames(Reply reply) {
        this.reply = reply;
        this.walk = new Walk(reply.answer());
    }

    @Override
    public void open(Bytes out) {
        event(
                out,
                "message_start",
                ",\"message\":{"
                        + stem()
                        + ",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                        + "\"stop_details\":null"
                        + (reply.reportUsage() ? ",\"usage\":" + usage(1) : "")
                        + "}");
        event(out, "ping", "");
    }

    private String stem() {
        return "\"id\":\"msg_"
                + reply.id()
                + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"
                + Reply.quoted(reply.model())
                + ",\"container\":null";
    }

    @Override
    public void token(Bytes out) {
        if (walk.position() == 0) {
            start(out);
        }
        switch (walk.part()) {
            case Answer.Text text -> word(text.seed(), out);
            case Answer.Literal literal ->
                    delta(out, "text_delta", "text", literal.pieces().get(walk.position()));
            case Answer.Thinking thinking -> word(thinking.seed(), out);
            case Answer.ToolCall call ->
                    delta(
                            out,
                            "input_json_delta",
                            "partial_json",
                            call.fragments().get(walk.position()));
            case Answer.Reasoning _, Answer.Refusal _ -> {}
        }
        if (walk.last()) {
            if (walk.part() instanceof Answer.Thinking thinking) {
                delta(out, "signature_delta", "signature", thinking.signature());
            }
            event(out, "content_block_stop", ",\"index\":" + walk.index());
        }
        walk.next();
    }

    private void word(long seed, Bytes out) {
        out.put(beforeWord).put(WordTokens.word(seed, walk.position())).put(AFTER_WORD);
    }

    private void start(Bytes out) {
        String block =
                switch (walk.part()) {
                    case Answer.Text _, Answer.Literal _ ->
                            "{\"type\":\"text\",\"text\":\"\",\"citations\":null}";
                    case Answer.Thinking thinking ->
                            "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}";
                    case Answer.ToolCall call ->
                            "{\"type\":\"tool_use\",\"id\":\"toolu_"
                                    + call.id()
                                    + "\",\"name\":"
                                    + Reply.quoted(call.name())
                                    + ",\"input\":{},\"caller\":{\"type\":\"direct\"}}";
                    case Answer.Reasoning _, Answer.Refusal _ -> "{}";
                };
        event(
                out,
                "content_block_start",
                ",\"index\":" + walk.index() + ",\"content_block\":" + block);
        String kind = walk.part() instanceof Answer.Thinking ? "thinking" : "text";
        beforeWord = Reply.ascii(deltaHead() + "\"" + kind + "_delta\",\"" + kind + "\":\"");
    }

    private String deltaHead() {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"
                + walk.index()
                + ",\"delta\":{\"type\":";
    }

    private void delta(Bytes out, String type, String member, String value) {
        out.put(deltaHead())
                .put("\"" + type + "\",\"" + member + "\":" + Reply.quoted(value) + "}}\n\n");
    }

    @Override
    public void close(Bytes out) {
        event(
                out,
                "message_delta",
                ",\"delta\":{\"container\":null,\"stop_reason\":\""
                        + finish()
                        + "\",\"stop_sequence\":null,\"stop_details\":null}"
                        + (reply.reportUsage() ? ",\"usage\":" + deltaUsage() : ""));
        event(out, "message_stop", "");
    }

    private static void event(Bytes out, String type, String members) {
        out.put("event: " + type + "\ndata: {\"type\":\"" + type + "\"" + members + "}\n\n");
    }

    @Override
    public void error(Bytes out) {
        event(
                out,
                "error",
                ",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"},"
                        + "\"request_id\":\"req_"
                        + reply.id()
                        + "\"");
    }

    @Override
    public byte[] whole() {
        StringBuilder blocks = new StringBuilder();
        for (Answer.Part part : reply.answer().parts()) {
            blocks.append(blocks.isEmpty() ? "" : ",").append(block(part));
        }
        return Reply.utf8(
                "{"
                        + stem()
                        + ",\"content\":["
                        + blocks
                        + "],\"stop_reason\":\""
                        + finish()
                        + "\",\"stop_sequence\":null,\"stop_details\":null"
                        + (reply.reportUsage()
                                ? ",\"usage\":" + usage(reply.tokens().output())
                                : "")
                        + "}");
    }

    private static String block(Answer.Part part) {
        return switch (part) {
            case Answer.Text text ->
                    "{\"type\":\"text\",\"text\":\""
                            + WordTokens.text(text.seed(), text.tokens())
                            + "\",\"citations\":null}";
            case Answer.Literal literal ->
                    "{\"type\":\"text\",\"text\":"
                            + Reply.quoted(literal.text())
                            + ",\"citations\":null}";
            case Answer.Thinking thinking ->
                    "{\"type\":\"thinking\",\"thinking\":\""
                            + WordTokens.text(thinking.seed(), thinking.tokens())
                            + "\",\"signature\":"
                            + Reply.quoted(thinking.signature())
                            + "}";
            case Answer.ToolCall call ->
                    "{\"type\":\"tool_use\",\"id\":\"toolu_"
                            + call.id()
                            + "\",\"name\":"
                            + Reply.quoted(call.name())
                            + ",\"input\":"
                            + input(call.arguments())
                            + ",\"caller\":{\"type\":\"direct\"}}";
            case Answer.Reasoning _, Answer.Refusal _ -> "{}";
        };
    }

    /// Arguments that were cut or broken cannot be inlined as JSON; here they show as a string.
    private static String input(String arguments) {
        return ToolArguments.whole(arguments) ? arguments : Reply.quoted(arguments);
    }

    private String finish() {
        return switch (reply.answer().finish()) {
            case STOP -> "end_turn";
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
            case FILTERED, REFUSED -> "refusal";
        };
    }

    private String usage(int output) {
        return "{"
                + inputUsage()
                + ",\"cache_creation\":{\"ephemeral_5m_input_tokens\":"
                + reply.tokens().cacheWrite()
                + ",\"ephemeral_1h_input_tokens\":0},\"output_tokens\":"
                + output
                + ",\"output_tokens_details\":{\"thinking_tokens\":"
                + Math.min(output, reply.tokens().reasoning())
                + "},\"server_tool_use\":null,\"service_tier\":\"standard\",\"inference_geo\":"
                + Reply.quoted(reply.region())
                + "}";
    }

    private String deltaUsage() {
        return "{"
                + inputUsage()
                + ",\"output_tokens\":"
                + reply.tokens().output()
                + ",\"output_tokens_details\":{\"thinking_tokens\":"
                + reply.tokens().reasoning()
                + "},\"server_tool_use\":null}";
    }

    private String inputUsage() {
        return "\"input_tokens\":"
                + reply.tokens().input()
                + ",\"cache_creation_input_tokens\":"
                + reply.tokens().cacheWrite()
                + ",\"cache_read_input_tokens\":"
                + reply.tokens().cacheRead();
    }
}
