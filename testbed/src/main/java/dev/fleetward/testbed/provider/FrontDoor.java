package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Finds out what a request wants, checks its key, reads its body. Confined to the provider's event
/// loop.
final class FrontDoor {
    private static final long MOST_BODY_BYTES = 64L << 20;
    private static final String AZURE = "/openai/deployments/";
    private static final Pattern GOOGLE =
            Pattern.compile(".*/models/([^/:]+):(generateContent|streamGenerateContent)");
    private static final String CLOUD = "/publishers/google/";
    private static final List<String> MODELS_WITHOUT_NAMES = List.of("sim-large", "sim-small");

    private final Plant plant;
    private final ReceivedRequests received;
    private final SimControl control;
    private final JsonMapper json = new JsonMapper();

    FrontDoor(Plant plant, ReceivedRequests received, SimControl control) {
        this.plant = plant;
        this.received = received;
        this.control = control;
    }

    /// Where a request goes.
    ///
    /// @param path below the version, such as `/chat/completions`
    /// @param deployment the model in the path, as Azure and Google have it
    /// @param streamed whether the path asks for a stream
    private record Target(String path, @Nullable String deployment, boolean streamed) {
        private Target(String path, @Nullable String deployment) {
            this(path, deployment, false);
        }

        static Target of(String path) {
            Matcher google = GOOGLE.matcher(path);
            if (google.matches()) {
                String model = google.group(1).replace("+", "%2B");
                return new Target(
                        Operation.GENERATE_CONTENT.path(),
                        URLDecoder.decode(model, StandardCharsets.UTF_8),
                        google.group(2).startsWith("stream"));
            }
            if (path.startsWith(AZURE)) {
                int end = path.indexOf('/', AZURE.length());
                if (end > 0) {
                    return new Target(path.substring(end), path.substring(AZURE.length(), end));
                }
            }
            for (String base : List.of("/openai/v1", "/v1beta1", "/v1beta", "/v1")) {
                if (path.startsWith(base + "/")) {
                    return new Target(path.substring(base.length()), null);
                }
            }
            return new Target(path, null);
        }
    }

    void handle(HttpServerRequest request) {
        if (request.path().startsWith("/sim/")) {
            control.handle(request);
            return;
        }
        Target target = Target.of(request.path());
        Operation operation = operation(target.path);
        WireDialect dialect = operation == null ? spoken(request) : operation.dialect();
        boolean azure = request.path().startsWith("/openai/");
        Answers answers = new Answers(plant, request, dialect, azure);
        if (!authorised(request)) {
            answers.error(dialect, unauthorised(dialect));
        } else if (operation != null && request.method().equals(HttpMethod.POST)) {
            body(request, answers, operation, target);
        } else if (operation == null && request.method().equals(HttpMethod.GET)) {
            models(target.path, dialect, answers);
        } else {
            answers.error(dialect, notFound(request));
        }
    }

    private @Nullable Operation operation(String path) {
        for (Operation operation : Operation.values()) {
            if (operation.path().equals(path)
                    && plant.settings().dialects().contains(operation.dialect())) {
                return operation;
            }
        }
        return null;
    }

    /// The dialect of a path that both know.
    private WireDialect spoken(HttpServerRequest request) {
        boolean anthropic =
                request.headers().contains("anthropic-version")
                        || request.headers().contains("x-api-key");
        boolean gemini = request.headers().contains("x-goog-api-key");
        WireDialect likely =
                gemini
                        ? WireDialect.GEMINI
                        : anthropic ? WireDialect.ANTHROPIC : WireDialect.OPENAI;
        return plant.settings().dialects().contains(likely)
                ? likely
                : plant.settings().dialects().iterator().next();
    }

    private boolean authorised(HttpServerRequest request) {
        String key = plant.settings().key();
        if (key == null) {
            return true;
        }
        String bearer = request.getHeader("authorization");
        return matches(key, request.getHeader("api-key"))
                || matches(key, request.getHeader("x-api-key"))
                || matches(key, request.getHeader("x-goog-api-key"))
                || (bearer != null
                        && bearer.startsWith("Bearer ")
                        && matches(key, bearer.substring("Bearer ".length())));
    }

    private static boolean matches(String key, @Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        key.getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8));
    }

    private static Rejection unauthorised(WireDialect dialect) {
        return switch (dialect) {
            case OPENAI ->
                    new Rejection(
                            401,
                            "invalid_api_key",
                            null,
                            "Incorrect API key provided.",
                            Rejection.RetryAfter.NONE,
                            0);
            case ANTHROPIC -> Rejection.of(401, "invalid x-api-key");
            case GEMINI ->
                    new Rejection(
                            400,
                            "API_KEY_INVALID",
                            null,
                            "API key not valid. Please pass a valid API key.",
                            Rejection.RetryAfter.NONE,
                            0);
        };
    }

    private static Rejection notFound(HttpServerRequest request) {
        return Rejection.of(404, "Invalid URL (" + request.method() + " " + request.path() + ")");
    }

    private void models(String path, WireDialect dialect, Answers answers) {
        List<String> names = plant.settings().models();
        List<String> served = names.isEmpty() ? MODELS_WITHOUT_NAMES : names;
        if (path.equals("/models")) {
            answers.json(200, PlainBodies.models(dialect, served, createdSeconds()));
        } else {
            answers.error(dialect, Rejection.of(404, "Not found."));
        }
    }

    private long createdSeconds() {
        return plant.clock().wallMicros() / 1_000_000;
    }

    private void body(
            HttpServerRequest request, Answers answers, Operation operation, Target target) {
        Buffer body = Buffer.buffer();
        request.handler(piece -> {
            if (body.length() <= MOST_BODY_BYTES) {
                body.appendBuffer(piece);
            }
        });
        request.endHandler(end -> {
            try {
                answer(request, answers, operation, target, body);
            } catch (Rejection rejection) {
                answers.error(operation.dialect(), rejection);
            }
        });
    }

    private void answer(
            HttpServerRequest request,
            Answers answers,
            Operation operation,
            Target target,
            Buffer body) {
        if (body.length() > MOST_BODY_BYTES) {
            throw Rejection.of(413, "Request exceeds the maximum size");
        }
        byte[] bytes = body.getBytes();
        received.add(request.uri(), bytes);
        JsonNode tree;
        try {
            tree = json.readTree(bytes);
        } catch (JacksonException broken) {
            throw Rejection.badRequest(null, "We could not parse the JSON body of your request.");
        }
        if (operation == Operation.GENERATE_CONTENT) {
            GeminiRules.check(tree, target.deployment, request.path().contains(CLOUD));
        }
        Ask ask = Ask.read(operation, tree, target.deployment, target.streamed);
        if (operation == Operation.COUNT_TOKENS) {
            plant.billing()
                    .free(
                            new Billing.Line(
                                    answers.id(),
                                    ask.model(),
                                    operation.label(),
                                    false,
                                    200,
                                    0,
                                    0,
                                    0,
                                    0,
                                    Billing.Ending.WHOLE,
                                    null));
            answers.json(200, PlainBodies.tokenCount(ask.prompt().tokens()));
        } else {
            new Exchange(plant, request, answers, ask).begin();
        }
    }
}
