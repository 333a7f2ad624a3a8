package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.WireDialect;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Heads and bodies of the answers to one request, in the provider's manner. Confined to its event
/// loop.
final class Answers {
    private static final int OVERSIZE_BYTES = 256 << 10;
    private static final int OVERSIZE_LINE = 4 << 10;

    private final Plant plant;
    private final HttpServerResponse response;
    private final WireDialect dialect;
    private final boolean azure;
    private final String id;
    private final long begunNanos;
    private final VersionBoard.@Nullable Line version;
    private final long mind;

    /// The model as it was asked for; null until that is known.
    private @Nullable String asked;

    private @Nullable Operation operation;

    Answers(Plant plant, HttpServerRequest request, WireDialect dialect, boolean azure) {
        this.plant = plant;
        this.response = request.response();
        this.dialect = dialect;
        this.azure = azure;
        this.id = plant.nextId();
        this.begunNanos = plant.clock().nanos();
        this.version = plant.versions().draw();
        this.mind = plant.versions().mind();
    }

    /// Which weights answer this call.
    long mind() {
        return mind;
    }

    /// The request id without a prefix.
    String id() {
        return id;
    }

    /// Sets the headers of every answer.
    void head(String contentType) {
        MultiMap headers = response.headers();
        headers.set("content-type", contentType);
        switch (dialect) {
            case OPENAI -> {
                long millis = (plant.clock().nanos() - begunNanos) / 1_000_000;
                headers.set("x-request-id", "req_" + id);
                headers.set("openai-processing-ms", Long.toString(millis));
                headers.set("openai-version", "2020-10-01");
                headers.set("openai-organization", "simulated");
            }
            case ANTHROPIC -> {
                headers.set("request-id", "req_" + id);
                headers.set("anthropic-organization-id", "simulated");
            }
            case GEMINI -> headers.set("server", "scaffolding on HTTPServer2");
        }
        if (asAzure()) {
            azure(headers);
        }
        headers.set("x-sim-region", region());
        plant.gate()
                .headers(dialect, headers::set, plant.clock().nanos(), plant.clock().wallMicros());
    }

    private boolean asAzure() {
        return azure || plant.versions().manner() != VersionBoard.Manner.BY_PATH;
    }

    private void azure(MultiMap headers) {
        headers.set("x-ms-region", region());
        headers.set("apim-request-id", id);
        String deployment = asked;
        if (deployment == null) {
            return;
        }
        headers.set("x-ms-deployment-name", deployment);
        String served = servedModel();
        if (operation == Operation.RESPONSES
                && served != null
                && plant.versions().manner() != VersionBoard.Manner.AZURE_WITHOUT_VERSION) {
            headers.set("x-ms-served-model", served);
        }
        if (version != null && version.fingerprint() != null) {
            headers.set("azureml-model-session", version.fingerprint());
        }
    }

    private String region() {
        return version != null && version.region() != null
                ? version.region()
                : plant.settings().region();
    }

    /// Null where it repeats the name that was asked for.
    private @Nullable String servedModel() {
        return version == null ? plant.settings().servedModel() : version.model();
    }

    void json(int status, byte[] body) {
        head("application/json");
        response.setStatusCode(status).end(Buffer.buffer(body));
    }

    void error(WireDialect errorDialect, Rejection rejection) {
        // Google says in the body when to come back.
        switch (errorDialect == WireDialect.GEMINI ? Rejection.RetryAfter.NONE : rejection.form()) {
            case NONE -> {}
            case SECONDS ->
                    response.putHeader(
                            "retry-after",
                            Long.toString(Math.ceilDiv(rejection.retryAfterMillis(), 1_000L)));
            case MILLISECONDS ->
                    response.putHeader(
                            "retry-after-ms", Long.toString(rejection.retryAfterMillis()));
            case DATE -> response.putHeader("retry-after", httpDate(rejection.retryAfterMillis()));
        }
        rejection.headers().forEach(response::putHeader);
        String own = rejection.body();
        json(
                rejection.status(),
                own == null
                        ? PlainBodies.error(errorDialect, rejection, "req_" + id)
                        : Reply.utf8(own));
    }

    private String httpDate(long aheadMillis) {
        // HTTP dates have no fractions, so the time is rounded up.
        long micros = plant.clock().wallMicros() + aheadMillis * 1_000;
        Instant when = Instant.ofEpochSecond(Math.ceilDiv(micros, 1_000_000L));
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(when.atOffset(ZoneOffset.UTC));
    }

    /// Headers beyond what any client takes.
    void oversize() {
        String line = "x".repeat(OVERSIZE_LINE);
        for (int i = 0; i < OVERSIZE_BYTES / OVERSIZE_LINE; i++) {
            response.putHeader("x-oversized-" + i, line);
        }
    }

    /// What a misconfigured proxy in front of the provider answers.
    void html() {
        head("text/html");
        response.end("<html><head><title>Welcome</title></head><body>It works.</body></html>");
    }

    /// The error that a fault orders, or that the request deserves; null if there is none.
    @Nullable Rejection ordered(Ask ask, CallFaults faults) {
        Settings settings = plant.settings();
        if (!settings.models().isEmpty() && !settings.models().contains(ask.model())) {
            return new Rejection(
                    404,
                    "model_not_found",
                    null,
                    "The model `" + ask.model() + "` does not exist.",
                    Rejection.RetryAfter.NONE,
                    0);
        }
        if (faults.isEmpty()) {
            return null;
        }
        if (faults.has(Fault.Kind.RATE_LIMITED)) {
            long millis = faults.argument(Fault.Kind.RATE_LIMITED, -1);
            return limited(
                    millis < 0 ? Rejection.RetryAfter.NONE : Rejection.RetryAfter.SECONDS, millis);
        }
        if (faults.has(Fault.Kind.RATE_LIMITED_MS)) {
            return limited(
                    Rejection.RetryAfter.MILLISECONDS,
                    faults.argument(Fault.Kind.RATE_LIMITED_MS, 0));
        }
        if (faults.has(Fault.Kind.RATE_LIMITED_DATE)) {
            return limited(
                    Rejection.RetryAfter.DATE, faults.argument(Fault.Kind.RATE_LIMITED_DATE, 0));
        }
        if (faults.has(Fault.Kind.QUOTA)) {
            return quota();
        }
        return failure(ask, faults);
    }

    private static @Nullable Rejection failure(Ask ask, CallFaults faults) {
        if (faults.has(Fault.Kind.SERVER_ERROR)
                || (faults.has(Fault.Kind.ERROR_EVENT) && !ask.stream())) {
            return Rejection.of(500, "The server had an error while processing your request.");
        }
        if (faults.has(Fault.Kind.OVERLOADED)) {
            return ask.operation().dialect() == WireDialect.GEMINI
                    ? Rejection.of(503, "The model is overloaded. Please try again later.")
                    : Rejection.of(529, "Overloaded");
        }
        if (faults.has(Fault.Kind.STATUS)) {
            int status = (int) faults.argument(Fault.Kind.STATUS, 503);
            return Rejection.of(status, "Simulated status " + status + ".");
        }
        return null;
    }

    private static Rejection limited(Rejection.RetryAfter form, long millis) {
        return new Rejection(429, "rate_limit_exceeded", null, "Rate limit reached.", form, millis);
    }

    private Rejection quota() {
        return switch (dialect) {
            case OPENAI ->
                    new Rejection(
                            429,
                            "insufficient_quota",
                            null,
                            "You exceeded your current quota, please check your plan and billing"
                                    + " details.",
                            Rejection.RetryAfter.NONE,
                            0);
            case ANTHROPIC ->
                    Rejection.of(400, "Your credit balance is too low to access the API.");
            case GEMINI ->
                    Rejection.of(
                            429,
                            "Your prepayment credits are depleted. Please go to AI Studio to manage"
                                    + " your project and billing.");
        };
    }

    Reply reply(Ask ask, CallFaults faults, Answer answer, PromptCache.Use use) {
        asked = ask.asked();
        operation = ask.operation();
        // Azure's Responses API names the deployment.
        String served = operation == Operation.RESPONSES && asAzure() ? null : servedModel();
        long extra = faults.argument(Fault.Kind.WRONG_USAGE, 0);
        return new Reply(
                id,
                plant.clock().wallMicros() / 1_000_000,
                served == null ? ask.asked() : served,
                version != null && version.fingerprint() != null
                        ? version.fingerprint()
                        : plant.settings().fingerprint(),
                region(),
                answer,
                FirstTokens.logProbs(ask, plant.settings().seed() ^ mind, id.hashCode()),
                new Reply.Tokens(
                        ask.prompt().tokens() - use.read() - use.written(),
                        use.read(),
                        use.written(),
                        (int) (answer.tokens() + extra),
                        answer.reasoning()),
                !faults.has(Fault.Kind.NO_USAGE),
                ask.includeUsage());
    }

    Frames frames(Operation operation, Reply reply) {
        return switch (operation) {
            case CHAT_COMPLETIONS, EMBEDDINGS -> new ChatFrames(reply);
            case COMPLETIONS -> new CompletionsFrames(reply);
            case RESPONSES -> new ResponsesFrames(reply);
            case MESSAGES, COUNT_TOKENS -> new MessagesFrames(reply);
            case GENERATE_CONTENT -> new GeminiFrames(reply);
        };
    }
}
