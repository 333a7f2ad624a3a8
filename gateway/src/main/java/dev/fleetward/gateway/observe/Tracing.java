package dev.fleetward.gateway.observe;

import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.Secret;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Attempts as OpenTelemetry spans, one of kind CLIENT for each, under the caller's own trace where
/// it sent a sound `traceparent`. All times come from the events. Thread-safe.
///
/// Spans wait in a queue of [#MAX_QUEUED_SPANS] for the exporting thread; what finds no room there
/// is dropped, so a slow or dead collector costs spans and never a call.
public final class Tracing implements CallObserver, AutoCloseable {
    static final int MAX_QUEUED_SPANS = 8_192;
    static final int MAX_BATCH_SPANS = 512;

    /// The longest attribute value, in characters; strangers' strings are cut there.
    static final int MAX_ATTRIBUTE_LENGTH = 256;

    private static final Duration EXPORT_EVERY = Duration.ofSeconds(1);
    private static final Duration EXPORT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FLUSH_TIMEOUT = Duration.ofSeconds(5);
    private static final long NANOS_PER_MICRO = 1_000;

    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey(GenAiNames.RESPONSE_FINISH_REASONS);

    /// Reads a bare header value as if it were a set of headers.
    private static final TextMapGetter<String> TRACEPARENT_ONLY =
            (value, name) -> "traceparent".equals(name) ? value : null;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Supplier<FleetSnapshot> fleet;

    /// Exports by OTLP over HTTP (protobuf).
    ///
    /// @param endpoint the collector; `/v1/traces` is added where it has no path
    /// @param headers further headers for the collector
    /// @param fleet where the address of an endpoint is looked up
    public static Tracing toOtlp(
            URI endpoint, Map<String, Secret> headers, Supplier<FleetSnapshot> fleet) {
        String path = endpoint.getPath();
        URI target =
                path == null || path.isEmpty() || path.equals("/")
                        ? endpoint.resolve("/v1/traces")
                        : endpoint;
        return new Tracing(
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(target.toString())
                        .setTimeout(EXPORT_TIMEOUT)
                        .setHeaders(() -> revealed(headers))
                        .build(),
                fleet);
    }

    Tracing(SpanExporter exporter, Supplier<FleetSnapshot> fleet) {
        this.fleet = fleet;
        this.provider =
                SdkTracerProvider.builder()
                        .setResource(
                                Resource.getDefault().toBuilder()
                                        .put("service.name", "fleetward")
                                        .build())
                        .setSpanLimits(
                                SpanLimits.builder()
                                        .setMaxAttributeValueLength(MAX_ATTRIBUTE_LENGTH)
                                        .build())
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(exporter)
                                        .setMaxQueueSize(MAX_QUEUED_SPANS)
                                        .setMaxExportBatchSize(MAX_BATCH_SPANS)
                                        .setScheduleDelay(EXPORT_EVERY)
                                        .setExporterTimeout(EXPORT_TIMEOUT)
                                        .build())
                        .build();
        this.tracer = provider.get("dev.fleetward.gateway");
    }

    @Override
    public Span opened(CallEvent opened, @Nullable String traceparent) {
        CallEvent.Target target = opened.target();
        String operation = GenAiNames.operation(target.operation());
        String model = target.modelSent() == null ? target.modelAsked() : target.modelSent();
        SpanBuilder builder =
                tracer.spanBuilder(operation + " " + model)
                        .setParent(parent(traceparent))
                        .setSpanKind(SpanKind.CLIENT)
                        .setStartTimestamp(
                                wallNanos(opened, Moments.attemptStart(opened.timing())),
                                TimeUnit.NANOSECONDS)
                        .setAttribute(GenAiNames.OPERATION_NAME, operation)
                        .setAttribute(GenAiNames.REQUEST_MODEL, model)
                        .setAttribute(GenAiNames.REQUEST_STREAM, target.stream())
                        .setAttribute("fleetward.call.id", opened.call().toString())
                        .setAttribute("fleetward.attempt", opened.attempt())
                        .setAttribute("fleetward.feature", opened.who().feature())
                        .setAttribute("fleetward.origin", opened.who().origin().label())
                        .setAttribute("fleetward.class", opened.who().callClass().label());
        if (target.providerDialect() != null) {
            builder.setAttribute(
                    GenAiNames.PROVIDER_NAME, GenAiNames.provider(target.providerDialect()));
        }
        set(builder, "fleetward.tenant", opened.who().tenant());
        set(builder, "fleetward.route", target.route());
        set(builder, "fleetward.endpoint", target.endpoint());
        set(builder, "fleetward.provider", target.provider());
        set(builder, GenAiNames.CONVERSATION_ID, opened.who().session());
        addAddress(builder, target.endpoint());
        return new Attempt(builder.startSpan());
    }

    @Override
    public void closed(CallEvent closed, @Nullable Span span) {
        if (!(span instanceof Attempt attempt)) {
            return;
        }
        io.opentelemetry.api.trace.Span otel = attempt.span;
        if (otel.isRecording()) {
            describe(otel, closed);
        }
        otel.end(wallNanos(closed, Moments.attemptEnd(closed.timing())), TimeUnit.NANOSECONDS);
    }

    private static void describe(io.opentelemetry.api.trace.Span span, CallEvent closed) {
        CallEvent.Outcome outcome = closed.outcome();
        CallEvent.Timing timing = closed.timing();
        set(span, GenAiNames.RESPONSE_MODEL, closed.served().model());
        set(span, "fleetward.region.served", closed.served().region());
        set(span, "fleetward.provider.request.id", closed.served().requestId());
        if (outcome.finish() != null) {
            span.setAttribute(FINISH_REASONS, List.of(outcome.finish().label()));
        }
        if (outcome.providerStatus() != 0) {
            span.setAttribute("http.response.status_code", outcome.providerStatus());
        }
        if (closed.target().stream() && timing.firstToken() >= 0) {
            span.setAttribute(
                    GenAiNames.RESPONSE_TIME_TO_FIRST_CHUNK,
                    Math.max(0, timing.firstToken() - Moments.attemptStart(timing)) / 1e9);
        }
        TokenAttributes.set(span, closed.usage());
        if (closed.charge().costNanos() != CallEvent.Charge.UNKNOWN_COST) {
            span.setAttribute("fleetward.cost.nanodollars", closed.charge().costNanos());
        }
        if (outcome.flaw() != null) {
            span.setAttribute("fleetward.flaw", outcome.flaw().label());
        }
        if (outcome.failure() != null) {
            span.setAttribute(GenAiNames.ERROR_TYPE, outcome.failure().label());
            span.setAttribute("fleetward.blame", outcome.failure().blame().label());
            span.setStatus(StatusCode.ERROR, outcome.failure().meaning());
        }
    }

    /// Ends the export after a last flush that takes at most five seconds.
    @Override
    public void close() {
        provider.shutdown().join(FLUSH_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void addAddress(SpanBuilder builder, @Nullable String name) {
        Endpoint endpoint = name == null ? null : fleet.get().endpoints().get(name);
        if (endpoint == null) {
            return;
        }
        URI url = endpoint.provider().url();
        set(builder, GenAiNames.SERVER_ADDRESS, url.getHost());
        int standard = "https".equals(url.getScheme()) ? 443 : 80;
        builder.setAttribute(GenAiNames.SERVER_PORT, url.getPort() < 0 ? standard : url.getPort());
    }

    private static void set(SpanBuilder builder, String name, @Nullable String value) {
        if (value != null) {
            builder.setAttribute(name, value);
        }
    }

    private static void set(
            io.opentelemetry.api.trace.Span span, String name, @Nullable String value) {
        if (value != null) {
            span.setAttribute(name, value);
        }
    }

    private static long wallNanos(CallEvent event, long sinceAccepted) {
        return event.timing().acceptedWallMicros() * NANOS_PER_MICRO + sinceAccepted;
    }

    /// A malformed header is as good as none (W3C Trace Context, section 3.2.2).
    private static Context parent(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), traceparent, TRACEPARENT_ONLY);
    }

    private static Map<String, String> revealed(Map<String, Secret> headers) {
        Map<String, String> values = new HashMap<>();
        headers.forEach((name, secret) -> values.put(name, secret.reveal()));
        return values;
    }

    /// The open span of an attempt. Immutable.
    private static final class Attempt implements Span {
        private final io.opentelemetry.api.trace.Span span;

        private Attempt(io.opentelemetry.api.trace.Span span) {
            this.span = span;
        }

        @Override
        public String traceparent() {
            io.opentelemetry.api.trace.SpanContext context = span.getSpanContext();
            return "00-"
                    + context.getTraceId()
                    + "-"
                    + context.getSpanId()
                    + "-"
                    + context.getTraceFlags().asHex();
        }
    }
}
