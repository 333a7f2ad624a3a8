package dev.fleetward.control.incident;

import dev.fleetward.control.registry.Webhook;
import dev.fleetward.core.snapshot.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Sends notices over HTTP, with the webhook's secrets. Follows no redirection, which could carry
/// them elsewhere, and reads no answer's body. Thread-safe.
final class WebhookPost implements AutoCloseable {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(CONNECT_LIMIT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    /// What came of sending one notice. Its words never name the address, which may be a secret.
    sealed interface Outcome {
        /// The receiver has it.
        record Acknowledged() implements Outcome {}

        /// The receiver does not want this notice; it may want others.
        record Refused(String words) implements Outcome {}

        /// The receiver takes nothing for now.
        record Unanswered(String words) implements Outcome {}
    }

    Outcome send(Webhook webhook, Outbox.Notice notice) throws InterruptedException {
        try {
            return of(status(webhook, notice));
        } catch (IOException | RuntimeException failed) {
            return new Outcome.Unanswered(failed.getClass().getSimpleName());
        }
    }

    private static Outcome of(int status) {
        return switch (status) {
            case 408, 425, 429 ->
                    new Outcome.Unanswered("the receiver asks for patience (" + status + ")");
            default ->
                    switch (status / 100) {
                        case 2 -> new Outcome.Acknowledged();
                        case 4 -> new Outcome.Refused(status + " answered");
                        default -> new Outcome.Unanswered(status + " answered");
                    };
        };
    }

    private int status(Webhook webhook, Outbox.Notice notice)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(webhook.url().reveal()))
                        .timeout(ANSWER_LIMIT)
                        .header("content-type", "application/json")
                        .header("idempotency-key", notice.key());
        String body = notice.body();
        Secret key = webhook.key();
        if (key != null && webhook.shape() == Webhook.Shape.PAGERDUTY) {
            ObjectNode event = (ObjectNode) JsonMapper.shared().readTree(body);
            event.put("routing_key", key.reveal());
            body = event.toString();
        } else if (key != null) {
            request.header("authorization", "Bearer " + key.reveal());
        }
        HttpResponse<InputStream> answer =
                http.send(
                        request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        answer.body().close();
        return answer.statusCode();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
