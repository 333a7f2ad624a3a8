package dev.fleetward.gateway.relay;

import dev.fleetward.gateway.observe.CallObserver;
import dev.fleetward.gateway.provider.AnswerFacts;
import dev.fleetward.gateway.provider.ProviderWire;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Headers on their way: which of the caller's reach the provider, which of the provider's reach
/// the caller, and the `fleetward-*` ones that tell the caller what happened. Stateless.
final class AnswerHeaders {
    /// The caller's headers that a provider of the same dialect gets.
    private static final List<String> TO_PROVIDER =
            List.of("anthropic-version", "anthropic-beta", "openai-beta", "idempotency-key");

    /// The provider's headers that a caller of the same dialect gets. Rate limits are not among
    /// them: they belong to the pool, not to the caller.
    private static final List<String> TO_CALLER =
            List.of(
                    "x-request-id",
                    "request-id",
                    "openai-processing-ms",
                    "openai-version",
                    "x-ms-region",
                    "x-ms-served-model",
                    "x-ms-deployment-name",
                    "azureml-model-session");

    static final int MAX_VALUE = 256;

    private AnswerHeaders() {}

    /// Adds to a provider's request what the caller sent for it.
    static void passOn(
            Call call,
            ProviderWire wire,
            CallObserver.@Nullable Span span,
            HttpClientRequest request) {
        if (wire.wire() == call.operation.dialect()) {
            MultiMap headers = call.request.headers();
            for (String name : TO_PROVIDER) {
                String value = headers.get(name);
                if (value != null) {
                    request.putHeader(name, value);
                }
            }
        }
        String traceparent = span == null ? call.traceparent : span.traceparent();
        if (traceparent != null) {
            request.putHeader("traceparent", traceparent);
        }
    }

    /// The head of a good answer: alternately names and values.
    static List<String> of(Attempt attempt, AnswerFacts facts, String contentType) {
        Call call = attempt.call;
        List<String> headers = new ArrayList<>(24);
        add(headers, "content-type", contentType);
        if (call.facts().stream()) {
            add(headers, "cache-control", "no-cache");
            add(headers, "x-accel-buffering", "no");
        }
        add(headers, "fleetward-endpoint", attempt.endpoint().name());
        String region = ServedBy.region(attempt, facts);
        String asked = attempt.endpoint().region();
        add(headers, "fleetward-region", region == null ? asked : region);
        if (region != null || asked != null) {
            add(headers, "fleetward-region-source", region == null ? "configured" : "served");
        }
        add(headers, "fleetward-model-served", ServedBy.model(attempt, facts));
        if (!attempt.dropped().isEmpty()) {
            add(headers, "fleetward-dropped", String.join(",", attempt.dropped()));
        }
        add(headers, "fleetward-degraded", call.degraded);
        addCall(headers, call);
        if (attempt.wire.wire() == call.operation.dialect()) {
            for (String name : TO_CALLER) {
                add(headers, name, attempt.header(name));
            }
        }
        return headers;
    }

    /// What every answer carries, errors included.
    static void addCall(List<String> headers, Call call) {
        add(headers, "fleetward-call-id", call.id.toString());
        add(headers, "fleetward-attempts", Integer.toString(call.attempts));
        add(headers, "fleetward-queued-ms", Long.toString(call.queuedNanos / 1_000_000));
    }

    private static void add(List<String> headers, String name, @Nullable String value) {
        if (value != null) {
            headers.add(name);
            headers.add(harmless(value));
        }
    }

    /// A value that cannot end its header line: providers choose some of these.
    private static String harmless(String value) {
        String bounded = value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value;
        for (int i = 0; i < bounded.length(); i++) {
            char c = bounded.charAt(i);
            if (c < ' ' || c > '~') {
                return bounded.replaceAll("[^ -~]", "?");
            }
        }
        return bounded;
    }
}
