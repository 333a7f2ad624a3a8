package dev.fleetward.app.drill;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
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

    /// Most calls are sound, some meet a failing endpoint of the same pool.
    private static final String[] CROWD_ROUTES = {
        "sound",
        "sound",
        "sound",
        "sound",
        "sound",
        "sound",
        "sound",
        "shaky",
        "shaky",
        "shaky-alone"
    };

    private static final int MOST_CROWD_WORDS = 8;
    private static final int LEAST_DECLARED = 40;
    private static final long SILENCE_MILLIS = 30_000;
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

    /// The HTTP request, without its body.
    RequestOptions request(URI gateway, String key, String job, String session) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.set("content-type", "application/json");
        if (operation.dialect() == WireDialect.OPENAI) {
            headers.set("authorization", "Bearer " + key);
        } else {
            headers.set("x-api-key", key).set("anthropic-version", "2023-06-01");
        }
        headers.set("fleetward-job", job).set("fleetward-session", session);
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(gateway.getHost())
                .setPort(gateway.getPort())
                .setURI("/v1" + operation.path())
                .setHeaders(headers)
                .setIdleTimeout(SILENCE_MILLIS);
    }

    /// What a caller of many at once asks: a short prompt, and declared output that is larger than
    /// it.
    static Question drawForCrowd(SplittableRandom random) {
        Operation operation =
                random.nextBoolean() ? Operation.CHAT_COMPLETIONS : Operation.MESSAGES;
        String route = CROWD_ROUTES[random.nextInt(CROWD_ROUTES.length)];
        boolean stream = random.nextInt(100) < STREAMED_PERCENT;
        int output = 3 + random.nextInt(MOST_OUTPUT_WORDS);
        int leave =
                stream && random.nextInt(100) < LEAVING_PERCENT
                        ? 1 + random.nextInt(output)
                        : Integer.MAX_VALUE;
        String prompt =
                "capacity ".repeat(random.nextInt(MOST_CROWD_WORDS)) + "[[output=" + output + "]]";
        int most = Math.max(LEAST_DECLARED, output + random.nextInt(MOST_OUTPUT_WORDS));
        return new Question(
                operation, route, stream, leave, body(operation, route, stream, prompt, most));
    }

    private static final int MOST_STORM_WORDS = 60;

    /// What a caller asks a route on which an endpoint dies: in either dialect, half of it
    /// streamed.
    static Question drawForStorm(SplittableRandom random, String route) {
        Operation operation =
                random.nextBoolean() ? Operation.CHAT_COMPLETIONS : Operation.MESSAGES;
        boolean stream = random.nextBoolean();
        String prompt = "[[output=" + (1 + random.nextInt(MOST_STORM_WORDS)) + "]]";
        return new Question(
                operation,
                route,
                stream,
                Integer.MAX_VALUE,
                body(operation, route, stream, prompt));
    }

    /// Prompts that differ from each other.
    static final int PROMPTS = 40;

    private static final int MOST_STREAM_WORDS = 80;

    /// A prompt that orders some words.
    static String promptOf(SplittableRandom random) {
        return "w"
                + random.nextInt(1_000_000)
                + " [[output="
                + (1 + random.nextInt(MOST_STREAM_WORDS))
                + "]]";
    }

    /// A stream whose caller stays to the end.
    static Question streamed(WireDialect dialect, String route, String prompt) {
        Operation operation =
                dialect == WireDialect.OPENAI ? Operation.CHAT_COMPLETIONS : Operation.MESSAGES;
        return new Question(
                operation, route, true, Integer.MAX_VALUE, body(operation, route, true, prompt));
    }

    private static String body(Operation operation, String route, boolean stream, String prompt) {
        return body(operation, route, stream, prompt, 200);
    }

    private static String body(
            Operation operation, String route, boolean stream, String prompt, int most) {
        boolean usage = stream && operation.dialect() == WireDialect.OPENAI;
        return "{\"model\":\""
                + route
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + prompt
                + "\"}],\"max_tokens\":"
                + most
                + ",\"stream\":"
                + stream
                + (usage ? ",\"stream_options\":{\"include_usage\":true}" : "")
                + "}";
    }

    @Override
    public String toString() {
        return operation.label() + (stream ? " streamed" : "") + " on route " + route;
    }
}
