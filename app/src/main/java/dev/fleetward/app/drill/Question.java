package dev.fleetward.app.drill;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import java.util.SplittableRandom;

/// What one caller asks. Immutable.
///
/// @param leaveAfterWords when the caller goes away; `Integer.MAX_VALUE` if it stays
record Question(
        Operation operation, String route, boolean stream, int leaveAfterWords, String body) {
    /// Out of twenty: most calls are sound, some meet a failing provider, one asks for nonsense.
    private static final String[] ROUTES = {
        "openai", "openai", "openai", "openai", "openai", "openai", "anthropic", "anthropic",
        "anthropic", "anthropic", "anthropic", "anthropic", "both", "both", "shaky", "shaky",
        "shaky", "shaky-alone", "shaky-alone", "no-such-route"
    };

    private static final int STREAMED_PERCENT = 65;
    private static final int LEAVING_PERCENT = 10;
    private static final int MOST_INPUT_WORDS = 30;
    private static final int MOST_OUTPUT_WORDS = 40;

    static Question draw(SplittableRandom random) {
        Operation operation =
                random.nextBoolean() ? Operation.CHAT_COMPLETIONS : Operation.MESSAGES;
        String route = ROUTES[random.nextInt(ROUTES.length)];
        boolean stream = random.nextInt(100) < STREAMED_PERCENT;
        int output = 3 + random.nextInt(MOST_OUTPUT_WORDS);
        int leave =
                stream && random.nextInt(100) < LEAVING_PERCENT
                        ? 1 + random.nextInt(output)
                        : Integer.MAX_VALUE;
        String prompt = "w ".repeat(random.nextInt(MOST_INPUT_WORDS)) + "[[output=" + output + "]]";
        return new Question(
                operation, route, stream, leave, body(operation, route, stream, prompt));
    }

    /// The smallest question, for finding out whether calls are served.
    static Question smallest() {
        return new Question(
                Operation.CHAT_COMPLETIONS,
                "openai",
                false,
                Integer.MAX_VALUE,
                body(Operation.CHAT_COMPLETIONS, "openai", false, "[[output=1]]"));
    }

    private static String body(Operation operation, String route, boolean stream, String prompt) {
        boolean usage = stream && operation.dialect() == WireDialect.OPENAI;
        return "{\"model\":\""
                + route
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + prompt
                + "\"}],\"max_tokens\":200,\"stream\":"
                + stream
                + (usage ? ",\"stream_options\":{\"include_usage\":true}" : "")
                + "}";
    }

    @Override
    public String toString() {
        return operation.label() + (stream ? " streamed" : "") + " on route " + route;
    }
}
