package dev.fleetward.testbed.provider;

import java.nio.charset.StandardCharsets;

/// OpenAI responses. Confined to its call.
final class ResponsesFrames implements Frames {
    private final Reply reply;
    private final Walk walk;
    private int sequence;
    private int outputIndex;
    private final StringBuilder items = new StringBuilder();

    ResponsesFrames(Reply reply) {
        this.reply = reply;
        this.walk = new Walk(reply.answer());
    }

    @Override
    public void open(Bytes out) {
        event(out, "response.created", ",\"response\":" + response("in_progress", ""));
        event(out, "response.in_progress", ",\"response\":" + response("in_progress", ""));
    }

    @Override
    public void token(Bytes out) {
        switch (walk.part()) {
            case Answer.Text text ->
                    textToken(
                            new String(
                                    WordTokens.word(text.seed(), walk.position()),
                                    StandardCharsets.US_ASCII),
                            WordTokens.text(text.seed(), text.tokens()),
                            out);
            case Answer.Literal literal ->
                    textToken(literal.pieces().get(walk.position()), literal.text(), out);
            case Answer.Refusal refusal -> refusalToken(refusal, out);
            case Answer.ToolCall call -> toolToken(call, out);
            case Answer.Reasoning hidden -> {}
            case Answer.Thinking foreign -> {}
        }
        walk.next();
    }

    private String place() {
        return ",\"item_id\":\""
                + messageId()
                + "\",\"output_index\":"
                + outputIndex
                + ",\"content_index\":0";
    }

    private void refusalToken(Answer.Refusal refusal, Bytes out) {
        String piece = Reply.quoted(refusal.pieces().get(walk.position()));
        if (walk.position() == 0) {
            event(out, "response.output_item.added", item(message("in_progress", "")));
            event(out, "response.content_part.added", place() + ",\"part\":" + refusalPart(""));
        }
        event(out, "response.refusal.delta", place() + ",\"delta\":" + piece);
        if (walk.last()) {
            String whole = refusal.text();
            event(out, "response.refusal.done", place() + ",\"refusal\":" + Reply.quoted(whole));
            event(out, "response.content_part.done", place() + ",\"part\":" + refusalPart(whole));
            finishItem(message("completed", refusalPart(whole)), out);
        }
    }

    private static String refusalPart(String text) {
        return "{\"type\":\"refusal\",\"refusal\":" + Reply.quoted(text) + "}";
    }

    private void textToken(String word, String whole, Bytes out) {
        String place = place();
        if (walk.position() == 0) {
            event(out, "response.output_item.added", item(message("in_progress", "")));
            event(out, "response.content_part.added", place + ",\"part\":" + textPart(""));
        }
        event(
                out,
                "response.output_text.delta",
                place + ",\"logprobs\":[],\"delta\":" + Reply.quoted(word));
        if (walk.last()) {
            event(
                    out,
                    "response.output_text.done",
                    place + ",\"logprobs\":[],\"text\":" + Reply.quoted(whole));
            event(out, "response.content_part.done", place + ",\"part\":" + textPart(whole));
            finishItem(message("completed", textPart(whole)), out);
        }
    }

    private void toolToken(Answer.ToolCall call, Bytes out) {
        String place = ",\"item_id\":\"fc_" + call.id() + "\",\"output_index\":" + outputIndex;
        if (walk.position() == 0) {
            event(out, "response.output_item.added", item(toolItem(call, "in_progress", "")));
        }
        event(
                out,
                "response.function_call_arguments.delta",
                place + ",\"delta\":" + Reply.quoted(call.fragments().get(walk.position())));
        if (walk.last()) {
            event(
                    out,
                    "response.function_call_arguments.done",
                    place
                            + ",\"name\":"
                            + Reply.quoted(call.name())
                            + ",\"arguments\":"
                            + Reply.quoted(call.arguments()));
            finishItem(toolItem(call, "completed", call.arguments()), out);
        }
    }

    private void finishItem(String finished, Bytes out) {
        event(out, "response.output_item.done", item(finished));
        items.append(items.isEmpty() ? "" : ",").append(finished);
        outputIndex++;
    }

    private String item(String body) {
        return ",\"output_index\":" + outputIndex + ",\"item\":" + body;
    }

    @Override
    public void close(Bytes out) {
        String status = status();
        event(out, "response." + status, ",\"response\":" + response(status, items.toString()));
    }

    @Override
    public void error(Bytes out) {
        event(
                out,
                "error",
                ",\"code\":\"server_error\",\"message\":\"The server had an error while processing"
                        + " your request.\",\"param\":null");
    }

    private void event(Bytes out, String type, String members) {
        out.put("event: " + type + "\ndata: {\"type\":\"" + type)
                .put("\",\"sequence_number\":" + sequence++ + members + "}\n\n");
    }

    @Override
    public byte[] whole() {
        StringBuilder all = new StringBuilder();
        for (Answer.Part part : reply.answer().parts()) {
            String item =
                    switch (part) {
                        case Answer.Text text ->
                                message(
                                        "completed",
                                        textPart(WordTokens.text(text.seed(), text.tokens())));
                        case Answer.Literal literal ->
                                message("completed", textPart(literal.text()));
                        case Answer.Refusal refusal ->
                                message("completed", refusalPart(refusal.text()));
                        case Answer.ToolCall call -> toolItem(call, "completed", call.arguments());
                        case Answer.Reasoning hidden -> "";
                        case Answer.Thinking foreign -> "";
                    };
            all.append(all.isEmpty() || item.isEmpty() ? "" : ",").append(item);
        }
        return Reply.utf8(response(status(), all.toString()));
    }

    private String status() {
        return switch (reply.answer().finish()) {
            case LENGTH, FILTERED -> "incomplete";
            case STOP, TOOLS, REFUSED -> "completed";
        };
    }

    private String reason() {
        return reply.answer().finish() == Answer.Finish.FILTERED
                ? "content_filter"
                : "max_output_tokens";
    }

    private String messageId() {
        return "msg_" + reply.id();
    }

    private String message(String status, String parts) {
        return "{\"id\":\""
                + messageId()
                + "\",\"type\":\"message\",\"status\":\""
                + status
                + "\",\"role\":\"assistant\",\"content\":["
                + parts
                + "]}";
    }

    private static String textPart(String text) {
        return "{\"type\":\"output_text\",\"text\":"
                + Reply.quoted(text)
                + ",\"annotations\":[],\"logprobs\":[]}";
    }

    private static String toolItem(Answer.ToolCall call, String status, String arguments) {
        return "{\"id\":\"fc_"
                + call.id()
                + "\",\"type\":\"function_call\",\"status\":\""
                + status
                + "\",\"call_id\":\"call_"
                + call.id()
                + "\",\"name\":"
                + Reply.quoted(call.name())
                + ",\"arguments\":"
                + Reply.quoted(arguments)
                + "}";
    }

    private String response(String status, String output) {
        boolean running = status.equals("in_progress");
        return "{\"id\":\"resp_"
                + reply.id()
                + "\",\"object\":\"response\",\"created_at\":"
                + reply.createdSeconds()
                + ",\"status\":\""
                + status
                + "\",\"background\":false,\"error\":null,\"incomplete_details\":"
                + (status.equals("incomplete") ? "{\"reason\":\"" + reason() + "\"}" : "null")
                + ",\"instructions\":null,\"max_output_tokens\":null,\"metadata\":{},\"model\":"
                + Reply.quoted(reply.model())
                + ",\"output\":["
                + output
                + "],\"parallel_tool_calls\":true,\"previous_response_id\":null,\"reasoning\":"
                + "{\"effort\":null,\"summary\":null},\"service_tier\":\"default\",\"store\":false,"
                + "\"temperature\":1.0,\"text\":{\"format\":{\"type\":\"text\"}},\"tool_choice\":"
                + "\"auto\",\"tools\":[],\"top_p\":1.0,\"truncation\":\"disabled\",\"usage\":"
                + (running || !reply.reportUsage() ? "null" : usage(reply.tokens()))
                + ",\"user\":null}";
    }

    private static String usage(Reply.Tokens tokens) {
        return "{\"input_tokens\":"
                + tokens.allInput()
                + ",\"input_tokens_details\":{\"cached_tokens\":"
                + tokens.cacheRead()
                + ",\"cache_write_tokens\":"
                + tokens.cacheWrite()
                + "},\"output_tokens\":"
                + tokens.output()
                + ",\"output_tokens_details\":{\"reasoning_tokens\":"
                + tokens.reasoning()
                + "},\"total_tokens\":"
                + (tokens.allInput() + tokens.output())
                + "}";
    }
}
