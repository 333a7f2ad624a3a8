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

    /// The status of the answer. What is thrown may name the address in its message.
    int send(Webhook webhook, Outbox.Notice notice) throws IOException, InterruptedException {
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
