package dev.fleetward.testbed.traffic;

import dev.fleetward.core.call.WireDialect;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.SplittableRandom;

/// One call of a feature and its retries. Confined to the traffic's event loop.
final class DemoCall {
    private static final int MOST_RETRIES = 1;
    private static final long SILENCE_MILLIS = 60_000;
    private static final long RETRY_MILLIS = 250;

    private final DemoTraffic traffic;
    private final HttpClient client;
    private final Vertx vertx;
    private final DemoPlan plan;
    private final DemoFeature feature;
    private final Buffer body;
    private final int leaveAfterBytes;
    private int retries;
    private int received;
    private boolean over;

    DemoCall(
            DemoTraffic traffic,
            HttpClient client,
            Vertx vertx,
            DemoPlan plan,
            DemoFeature feature,
            SplittableRandom random) {
        this.traffic = traffic;
        this.client = client;
        this.vertx = vertx;
        this.plan = plan;
        this.feature = feature;
        String route = plan.routes().getOrDefault(feature.name(), feature.name());
        this.body = Buffer.buffer(DemoPrompts.body(feature, route, random));
        boolean leaves = feature.stream() && random.nextInt(100) < feature.hangUpPercent();
        this.leaveAfterBytes = leaves ? random.nextInt(500, 5_000) : Integer.MAX_VALUE;
    }

    void send() {
        received = 0;
        client.request(options())
                .compose(request ->
                        request.send(body).onSuccess(response -> answer(request, response)))
                .onFailure(failure -> failed());
    }

    private RequestOptions options() {
        boolean openAi = feature.operation().dialect() == WireDialect.OPENAI;
        String key = plan.keys().getOrDefault(feature.name(), "");
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        headers.set("content-type", "application/json");
        if (openAi) {
            headers.set("authorization", "Bearer " + key);
        } else {
            headers.set("x-api-key", key);
            headers.set("anthropic-version", "2023-06-01");
        }
        feature.headers().forEach(headers::set);
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(plan.base().getHost())
                .setPort(plan.base().getPort())
                .setURI("/v1" + feature.operation().path())
                .setHeaders(headers)
                .setIdleTimeout(SILENCE_MILLIS);
    }

    private void answer(HttpClientRequest request, HttpClientResponse response) {
        int status = response.statusCode();
        response.exceptionHandler(failure -> failed());
        response.handler(piece -> {
            received += piece.length();
            if (received > leaveAfterBytes && !over) {
                traffic.hungUp.increment();
                end();
                request.reset();
            }
        });
        response.endHandler(end -> {
            if (over) {
                return;
            }
            if (status == 200) {
                traffic.answered.increment();
                end();
            } else if (status == 429 || status >= 500) {
                refused();
            } else {
                failed();
            }
        });
    }

    /// Some callers try once more, whatever `retry-after` says.
    private void refused() {
        if (over) {
            return;
        }
        if (retries < MOST_RETRIES && !traffic.stopping()) {
            retries++;
            traffic.retried.increment();
            vertx.setTimer(RETRY_MILLIS, timer -> send());
        } else {
            traffic.refused.increment();
            end();
        }
    }

    private void failed() {
        if (!over) {
            traffic.failed.increment();
            end();
        }
    }

    private void end() {
        if (!over) {
            over = true;
            traffic.ended();
        }
    }
}
