package dev.fleetward.gateway.observe;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.Provenance;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.failure.FailureKind;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// One event as one line of JSON. What is not known is left out. Stateless.
final class AccessLine {
    /// The longest value that a stranger chose, in characters.
    static final int MAX_TEXT = 256;

    private static final JsonFactory JSON =
            JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

    private AccessLine() {}

    static void append(OutputStream lines, CallEvent event) {
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), lines)) {
            json.writeStartObject();
            writeCall(json, event);
            writeWho(json, event.who());
            writeTarget(json, event);
            writeOutcome(json, event.outcome());
            writeUsage(json, event.usage());
            writeCharge(json, event.charge());
            writeTiming(json, event);
            json.writeNumberProperty("requestBytes", event.sizes().requestBytes());
            json.writeNumberProperty("responseBytes", event.sizes().responseBytes());
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void writeCall(JsonGenerator json, CallEvent event) {
        Instant accepted =
                Instant.EPOCH.plus(event.timing().acceptedWallMicros(), ChronoUnit.MICROS);
        json.writeStringProperty("time", accepted.toString());
        json.writeStringProperty("call", event.call().toString());
        json.writeNumberProperty("attempt", event.attempt());
        json.writeBooleanProperty("last", event.outcome().last());
    }

    private static void writeWho(JsonGenerator json, Attribution who) {
        json.writeStringProperty("key", who.keyId());
        json.writeStringProperty("feature", who.feature());
        text(json, "tenant", who.tenant());
        json.writeStringProperty("origin", who.origin().label());
        json.writeStringProperty("class", who.callClass().label());
        text(json, "job", who.job());
        text(json, "session", who.session());
    }

    private static void writeTarget(JsonGenerator json, CallEvent event) {
        CallEvent.Target target = event.target();
        json.writeStringProperty("operation", target.operation().label());
        json.writeBooleanProperty("stream", target.stream());
        text(json, "modelAsked", target.modelAsked());
        text(json, "route", target.route());
        text(json, "endpoint", target.endpoint());
        text(json, "provider", target.provider());
        text(json, "account", target.account());
        text(json, "pool", target.pool());
        text(json, "modelSent", target.modelSent());
        text(json, "modelServed", event.served().model());
        text(json, "regionAsked", target.regionAsked());
        text(json, "regionServed", event.served().region());
        text(json, "providerRequest", event.served().requestId());
    }

    private static void writeOutcome(JsonGenerator json, CallEvent.Outcome outcome) {
        json.writeStringProperty("ending", outcome.ending().name().toLowerCase(Locale.ROOT));
        status(json, "status", outcome.callerStatus());
        status(json, "providerStatus", outcome.providerStatus());
        FailureKind failure = outcome.failure();
        if (failure != null) {
            json.writeStringProperty("failure", failure.label());
            json.writeStringProperty("blame", failure.blame().label());
        }
        if (outcome.finish() != null) {
            json.writeStringProperty("finish", outcome.finish().label());
        }
        if (outcome.flaw() != null) {
            json.writeStringProperty("flaw", outcome.flaw().label());
        }
    }

    private static void writeUsage(JsonGenerator json, Usage usage) {
        tokens(json, "inputTokens", usage.input());
        tokens(json, "cacheReadTokens", usage.cacheRead());
        tokens(json, "cacheWriteTokens", usage.cacheWrite());
        tokens(json, "cacheWriteLongTokens", usage.cacheWriteLong());
        tokens(json, "outputTokens", usage.output());
        tokens(json, "reasoningTokens", usage.reasoning());
        boolean estimated =
                usage.input().provenance() == Provenance.ESTIMATED
                        || usage.output().provenance() == Provenance.ESTIMATED;
        json.writeBooleanProperty("usageEstimated", estimated);
    }

    private static void writeCharge(JsonGenerator json, CallEvent.Charge charge) {
        if (charge.costNanos() != CallEvent.Charge.UNKNOWN_COST) {
            json.writeNumberProperty("costNanos", charge.costNanos());
        }
        text(json, "price", charge.priceVersion());
    }

    private static void writeTiming(JsonGenerator json, CallEvent event) {
        CallEvent.Timing timing = event.timing();
        millis(json, "queuedMs", Moments.parked(event));
        millis(json, "sentMs", timing.sent());
        millis(json, "firstTokenMs", timing.firstToken());
        millis(json, "endMs", Moments.attemptEnd(timing));
        millis(json, "settledMs", timing.settled());
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(
                    name, value.length() > MAX_TEXT ? value.substring(0, MAX_TEXT) : value);
        }
    }

    private static void status(JsonGenerator json, String name, int status) {
        if (status != 0) {
            json.writeNumberProperty(name, status);
        }
    }

    private static void tokens(JsonGenerator json, String name, TokenCount count) {
        if (count.isKnown()) {
            json.writeNumberProperty(name, count.tokens());
        }
    }

    private static void millis(JsonGenerator json, String name, long nanos) {
        if (nanos >= 0) {
            json.writeNumberProperty(name, Math.round(nanos / 1000.0) / 1000.0);
        }
    }
}
