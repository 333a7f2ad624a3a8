package dev.fleetward.control.probe;

import dev.fleetward.control.probe.ProbeResult.Verdict;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Asks an endpoint through the gateway, like any caller, so that admission, judge, breaker and
/// ledger see it. Thread-safe; blocks.
public final class ProbeCaller {
    /// How long a probe may wait for room and for its answer.
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /// Beyond the deadline, for the way to the gateway and back.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final HttpClient http;
    private final URI gateway;
    private final String key;
    private final Clock clock;

    /// @param key of the feature [ProbeFeature]
    public ProbeCaller(HttpClient http, URI gateway, String key, Clock clock) {
        this.http = http;
        this.gateway = gateway;
        this.key = key;
        this.clock = clock;
    }

    ProbeResult ask(Endpoint endpoint, Question question) throws InterruptedException {
        WireDialect dialect = endpoint.provider().dialect().asked();
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve(question.path(dialect)))
                        .timeout(DEADLINE.plus(MARGIN))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + key)
                        .header("fleetward-pin-endpoint", endpoint.name())
                        .header("fleetward-origin", "eval")
                        .header("fleetward-class", "background")
                        .header("fleetward-deadline-ms", Long.toString(DEADLINE.toMillis()))
                        .POST(HttpRequest.BodyPublishers.ofString(question.body(endpoint)))
                        .build();
        long began = clock.nanos();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return judged(endpoint, question, answer, millisSince(began));
        } catch (IOException noAnswer) {
            // Of the gateway, that is: an endpoint that does not answer is told with a status.
            return new ProbeResult(
                    endpoint.name(),
                    clock.wallMicros(),
                    question,
                    Verdict.NOT_SENT,
                    "the gateway does not answer: " + noAnswer.getMessage(),
                    millisSince(began),
                    null);
        }
    }

    private long millisSince(long began) {
        return TimeUnit.NANOSECONDS.toMillis(clock.nanos() - began);
    }

    private ProbeResult judged(
            Endpoint endpoint, Question question, HttpResponse<String> answer, long millis) {
        String callId = answer.headers().firstValue("fleetward-call-id").orElse(null);
        if (answer.statusCode() != 200) {
            return new ProbeResult(
                    endpoint.name(),
                    clock.wallMicros(),
                    question,
                    verdict(answer),
                    told(answer),
                    millis,
                    callId);
        }
        String fault = question.fault(endpoint.provider().dialect().asked(), answer.body());
        return new ProbeResult(
                endpoint.name(),
                clock.wallMicros(),
                question,
                fault == null ? Verdict.GOOD : Verdict.WRONG,
                fault == null ? "" : fault,
                millis,
                callId);
    }

    private static Verdict verdict(HttpResponse<String> answer) {
        if (answer.headers().firstValueAsLong("fleetward-attempts").orElse(0) == 0) {
            return Verdict.NOT_SENT;
        }
        return switch (answer.statusCode()) {
            case 400, 404, 405, 413, 422 -> Verdict.UNSUITABLE;
            default -> Verdict.FAILED;
        };
    }

    private static String told(HttpResponse<String> answer) {
        return answer.statusCode() + ": " + message(answer.body());
    }

    private static @Nullable String message(String body) {
        try {
            return JsonMapper.shared().readTree(body).at("/error/message").asString("no message");
        } catch (JacksonException noJson) {
            return "no message";
        }
    }
}
