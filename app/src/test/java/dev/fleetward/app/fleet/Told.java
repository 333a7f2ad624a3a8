package dev.fleetward.app.fleet;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a caller understood of an answer, in whichever dialect it came. Immutable.
///
/// @param text all text, or for tool calls all arguments
/// @param terminal whether the stream said itself that it is whole (`[DONE]`, `message_stop`), or
///   an unstreamed answer gave a reason for its end
/// @param finish the reason why generation ended; empty if none was told
/// @param error the type of the error, or empty
record Told(String text, boolean terminal, String finish, String error) {
    private static final JsonMapper JSON = JsonMapper.shared();

    static Told of(RawCall.Answer answer) {
        return answer.header("content-type").startsWith("text/event-stream")
                ? stream(answer.body())
                : whole(JSON.readTree(answer.body()));
    }

    private static Told whole(JsonNode body) {
        StringBuilder text = new StringBuilder();
        JsonNode message = body.at("/choices/0/message");
        text.append(message.path("content").asString(""));
        for (JsonNode call : message.path("tool_calls")) {
            text.append(JSON.readTree(call.at("/function/arguments").asString("")));
        }
        for (JsonNode block : body.path("content")) {
            text.append(block.path("text").asString(""));
            text.append(block.has("input") ? block.get("input").toString() : "");
        }
        String finish =
                body.at("/choices/0/finish_reason").asString("")
                        + body.path("stop_reason").asString("");
        String error = body.at("/error/type").asString("");
        return new Told(text.toString(), !finish.isEmpty(), finish, error);
    }

    private static Told stream(String body) {
        StringBuilder text = new StringBuilder();
        boolean terminal = false;
        String finish = "";
        String error = "";
        for (String event : body.split("\n\n")) {
            int at = event.indexOf("data: ");
            if (at < 0) {
                continue;
            }
            String data = event.substring(at + "data: ".length());
            if (data.equals("[DONE]")) {
                terminal = true;
                continue;
            }
            JsonNode json = JSON.readTree(data);
            terminal |= json.path("type").asString("").equals("message_stop");
            error += json.at("/error/type").asString("");
            JsonNode delta = json.at("/choices/0/delta");
            text.append(delta.path("content").asString(""));
            for (JsonNode call : delta.path("tool_calls")) {
                text.append(call.at("/function/arguments").asString(""));
            }
            text.append(json.at("/delta/text").asString(""));
            text.append(json.at("/delta/partial_json").asString(""));
            finish += json.at("/choices/0/finish_reason").asString("");
            finish += json.at("/delta/stop_reason").asString("");
        }
        return new Told(text.toString(), terminal, finish, error);
    }
}
