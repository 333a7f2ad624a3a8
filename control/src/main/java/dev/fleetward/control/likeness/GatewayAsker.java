package dev.fleetward.control.likeness;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.region.likeness.LogProbTrack;
import dev.fleetward.core.snapshot.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks through the gateway, like any caller, so that admission, budget and ledger see it.
/// Thread-safe; blocks.
public final class GatewayAsker implements Asker {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final HttpClient http;
    private final URI gateway;
    private final String key;

    /// @param key of the feature [BehaviourFeature]
    public GatewayAsker(HttpClient http, URI gateway, String key) {
        this.http = http;
        this.gateway = gateway;
        this.key = key;
    }

    @Override
    public Asked ask(Endpoint endpoint, Inquiry inquiry) throws InterruptedException {
        WireDialect dialect = endpoint.provider().dialect().asked();
        HttpRequest request =
                HttpRequest.newBuilder(gateway.resolve(Inquiry.path(dialect)))
                        .timeout(DEADLINE.plus(MARGIN))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + key)
                        .header("fleetward-pin-endpoint", endpoint.name())
                        .header("fleetward-origin", "eval")
                        .header("fleetward-class", "background")
                        .header("fleetward-deadline-ms", Long.toString(DEADLINE.toMillis()))
                        .POST(HttpRequest.BodyPublishers.ofString(inquiry.body(endpoint)))
                        .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200
                    ? read(dialect, JsonMapper.shared().readTree(answer.body()))
                    : refused(answer);
        } catch (IOException noAnswer) {
            return new Asked.NotAnswered("the gateway does not answer: " + noAnswer.getMessage());
        } catch (JacksonException broken) {
            return new Asked.NotAnswered("no JSON");
        }
    }

    private static Asked refused(HttpResponse<String> answer) {
        String words = answer.statusCode() + ": " + message(answer.body());
        boolean sent = answer.headers().firstValueAsLong("fleetward-attempts").orElse(0) > 0;
        return switch (answer.statusCode()) {
            case 400, 404, 405, 413, 422 ->
                    sent ? new Asked.Unsuitable(words) : new Asked.NotAnswered(words);
            default -> new Asked.NotAnswered(words);
        };
    }

    private static String message(String body) {
        try {
            return JsonMapper.shared().readTree(body).at("/error/message").asString("no message");
        } catch (JacksonException noJson) {
            return "no message";
        }
    }

    static Asked read(WireDialect dialect, JsonNode json) {
        JsonNode usage = json.path("usage");
        if (dialect == WireDialect.ANTHROPIC) {
            StringBuilder text = new StringBuilder();
            json.path("content").forEach(block -> text.append(block.path("text").asString("")));
            return new Asked.Answered(
                    text.toString(),
                    Map.of(),
                    usage.path("input_tokens").asLong(0),
                    usage.path("output_tokens").asLong(0));
        }
        Map<String, Double> logProbs = new LinkedHashMap<>();
        json.at("/choices/0/logprobs/content/0/top_logprobs")
                .forEach(each -> {
                    if (logProbs.size() < LogProbTrack.TOP) {
                        logProbs.put(
                                each.path("token").asString(""), each.path("logprob").asDouble(0));
                    }
                });
        return new Asked.Answered(
                json.at("/choices/0/message/content").asString(""),
                logProbs,
                usage.path("prompt_tokens").asLong(0),
                usage.path("completion_tokens").asLong(0));
    }
}
