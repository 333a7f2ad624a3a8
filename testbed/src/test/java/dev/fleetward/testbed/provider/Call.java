package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.WireDialect;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a provider as a plain client would, and looks at the bytes. Immutable.
record Call(SimulatedProvider provider, WireDialect dialect, boolean stream) {
    static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    static final JsonMapper JSON = new JsonMapper();

    HttpRequest request(String model, String prompt) {
        if (dialect == WireDialect.GEMINI) {
            return post(
                    provider,
                    "/v1beta/models/"
                            + model.replace("+", "%2B")
                            + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
                    "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%s\"}]}],\"generationConfig\":{\"maxOutputTokens\":500}}"
                            .formatted(prompt));
        }
        String body =
                "{\"model\":\"%s\",\"max_tokens\":500,\"stream\":%s,\"stream_options\":{\"include_usage\":true},\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                        .formatted(model, stream, prompt);
        String path = dialect == WireDialect.OPENAI ? "/v1/chat/completions" : "/v1/messages";
        return post(provider, path, body);
    }

    static HttpRequest post(SimulatedProvider provider, String path, String body) {
        return HttpRequest.newBuilder(URI.create(provider.url() + path))
                .timeout(Duration.ofSeconds(5))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    static JsonNode get(SimulatedProvider provider, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(provider.url() + path)).build();
        return JSON.readTree(CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    HttpResponse<String> ask(String model, String prompt) throws IOException, InterruptedException {
        return CLIENT.send(request(model, prompt), HttpResponse.BodyHandlers.ofString());
    }

    /// The data lines that arrive, whether or not the stream ends well.
    Received receive(String model, String prompt) throws Exception {
        List<String> lines = new ArrayList<>();
        HttpResponse<InputStream> response =
                CLIENT.send(request(model, prompt), HttpResponse.BodyHandlers.ofInputStream());
        StringBuilder text = new StringBuilder();
        boolean whole = true;
        try (var in = response.body()) {
            byte[] buffer = new byte[8_192];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                text.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException broken) {
            whole = false;
        }
        for (String line : text.toString().split("\n", -1)) {
            if (line.startsWith("data: ")) {
                lines.add(line.substring("data: ".length()));
            }
        }
        return new Received(response.statusCode(), lines, text.toString(), whole);
    }

    /// @param whole the transport ended as it should
    record Received(int status, List<String> data, String text, boolean whole) {
        String last() {
            return data.getLast();
        }
    }
}
