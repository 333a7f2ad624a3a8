package dev.fleetward.app.replay;

import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What simulated providers have billed, all together, since they were started. Immutable.
///
/// @param input input tokens of all kinds
/// @param open calls that run and are not billed yet
record Bill(long requests, long input, long output, long open) {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    static Bill of(List<RuntimeFile.Simulated> providers) {
        Bill bill = new Bill(0, 0, 0, 0);
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            for (RuntimeFile.Simulated provider : providers) {
                bill = bill.plus(read(http, provider));
            }
        }
        return bill;
    }

    private static JsonNode read(HttpClient http, RuntimeFile.Simulated provider) {
        URI url = URI.create(provider.url() + "/sim/billing");
        try {
            HttpResponse<byte[]> answer =
                    http.send(
                            HttpRequest.newBuilder(url).timeout(LIMIT).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            return new JsonMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new Trouble(
                    Trouble.PROBLEM, "no bill from " + url + ": " + e.getMessage(), "", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble(Trouble.PROBLEM, "interrupted", "", e);
        }
    }

    private Bill plus(JsonNode statement) {
        JsonNode total = statement.path("total");
        return new Bill(
                requests + total.path("requests").asLong(0),
                input
                        + total.path("input").asLong(0)
                        + total.path("cached").asLong(0)
                        + total.path("cacheWrite").asLong(0),
                output + total.path("output").asLong(0),
                open + statement.path("open").asLong(0));
    }
}
