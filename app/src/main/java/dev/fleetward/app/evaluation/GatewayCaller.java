package dev.fleetward.app.evaluation;

import dev.fleetward.core.unit.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks one endpoint through the gateway with a run's key. Thread-safe; blocks.
final class GatewayCaller {
    /// How long a call may wait for room and for its answer.
    private static final Duration DEADLINE = Duration.ofMinutes(3);

    /// Beyond the deadline, for the way to the gateway and back.
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private static final int MOST_OF_AN_ERROR = 64 << 10;

    private final HttpClient http;
    private final URI gateway;
    private final String key;
    private final Clock clock;

    GatewayCaller(HttpClient http, URI gateway, String key, Clock clock) {
        this.http = http;
        this.gateway = gateway;
        this.key = key;
        this.clock = clock;
    }

    Outcome ask(String endpoint, String body) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve("/v1/chat/completions"))
                        .timeout(DEADLINE.plus(MARGIN))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + key)
                        .header("fleetward-pin-endpoint", endpoint)
                        .header("fleetward-origin", "eval")
                        .header("fleetward-class", "background")
                        .header("fleetward-deadline-ms", Long.toString(DEADLINE.toMillis()))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        long begun = clock.nanos();
        HttpResponse<InputStream> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException noAnswer) {
            // Of the gateway, that is: an endpoint that does not answer is told with a status.
            return new Outcome.NotSent(
                    "the gateway does not answer: " + noAnswer.getMessage(), true);
        }
        try (InputStream in = answer.body()) {
            return answer.statusCode() == 200
                    ? whole(answer.headers(), in, begun)
                    : refused(answer.statusCode(), answer.headers(), in);
        } catch (IOException broken) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped while an answer was read");
            }
            return new Outcome.Failed("the answer broke off");
        }
    }

    private Outcome whole(HttpHeaders headers, InputStream in, long begun) throws IOException {
        StreamReading reading = new StreamReading(clock);
        reading.read(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
        String fault = reading.fault();
        if (fault != null) {
            return new Outcome.Failed(fault);
        }
        long queuedMillis = headers.firstValueAsLong("fleetward-queued-ms").orElse(0);
        return new Outcome.Answered(
                reading.answer(begun + queuedMillis * 1_000_000),
                headers.firstValue("fleetward-region").orElse(null),
                headers.firstValue("fleetward-model-served").orElse(reading.model()),
                reading.inputTokens());
    }

    /// Whoever has no room, be it the fleet or the endpoint, says nothing of the answers.
    private static Outcome refused(int status, HttpHeaders headers, InputStream in)
            throws IOException {
        JsonNode error = error(in.readNBytes(MOST_OF_AN_ERROR));
        String words = status + ": " + error.path("message").asString("no message");
        boolean asked = headers.firstValueAsLong("fleetward-attempts").orElse(0) > 0;
        if (asked && status != 429) {
            return new Outcome.Failed(words);
        }
        boolean ends =
                status == 401
                        || status == 402
                        || status == 403
                        || (!asked && error.path("code").asString("").equals("insufficient_quota"));
        return new Outcome.NotSent(words, ends);
    }

    private static JsonNode error(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body).path("error");
        } catch (JacksonException noJson) {
            return JsonMapper.shared().missingNode();
        }
    }
}
