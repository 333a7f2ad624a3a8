package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;

/// The bounds of the data path. Immutable.
@Doc(
        "The bounds of everything that can grow in the data path. Those of connections, header times"
                + " and event segments take effect at the next start, the rest at once.")
public record LimitsConfig(
        @Doc(value = "The largest request body.", orElse = "32MiB") ByteSize requestBody,
        @Doc(value = "All request bodies held at once.", orElse = "128MiB")
                ByteSize requestBodiesHeld,
        @Doc(value = "All headers of a request together.", orElse = "32KiB")
                ByteSize requestHeaders,
        @Doc(value = "Levels of JSON in a request.", orElse = "256") int nestingDepth,
        @Doc(value = "Open connections of callers.", orElse = "20k") Count connections,
        @Doc(value = "Calls under way.", orElse = "10k") Count concurrentCalls,
        @Doc(value = "How long a connection may take to send a request's head.", orElse = "15s")
                Duration headerTime,
        @Doc(value = "How long a connection may idle between two requests.", orElse = "75s")
                Duration idleTime,
        @Doc(value = "How long a request body may take.", orElse = "60s") Duration bodyTime,
        @Doc(value = "The largest single event of a stream.", orElse = "4MiB") ByteSize streamEvent,
        @Doc(value = "The largest unstreamed answer.", orElse = "64MiB") ByteSize answerBody,
        @Doc(
                        value = "Bytes held for one slow reader before the provider is paused.",
                        orElse = "256KiB")
                ByteSize streamHeld,
        @Doc(
                        value = "Provider streams read to their end after the caller went away.",
                        orElse = "512")
                Count drains,
        @Doc(value = "How long each of them may take.", orElse = "2m") Duration drainTime,
        @Doc(
                        value =
                                "Silence after which a stream gets a comment; a stream that has no token yet begins after it all the same.",
                        orElse = "15s")
                Duration keepAlive,
        @Doc(value = "Open connections to one endpoint, per event loop.", orElse = "2048")
                Count connectionsPerEndpoint,
        @Doc(
                        value = "Calls that wait for one of those connections, per event loop.",
                        orElse = "4096")
                Count waitingPerEndpoint,
        @Doc(value = "Tries of one call.", orElse = "3") int attempts,
        @Doc(value = "Retries as a share of calls, over the whole fleet.", orElse = "10%")
                Percent retryBudget,
        @Doc(
                        value = "The size of one event log segment; one more is always prepared.",
                        orElse = "16MiB")
                ByteSize eventSegment,
        @Doc(
                        value =
                                "Segments per event loop that may wait for the ledger before the log"
                                        + " is full.",
                        orElse = "64")
                int eventSegments,
        @Doc(value = "The longest value of a `fleetward-*` header, in characters.", orElse = "128")
                int labelLength) {

    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;
    private static final long MILLION = 1_000_000;

    public LimitsConfig {
        Duration second = Duration.ofSeconds(1);
        Duration hour = Duration.ofHours(1);
        new Expect()
                .size("requestBody", requestBody, KIB, GIB)
                .size("requestBodiesHeld", requestBodiesHeld, requestBody.bytes(), 1024 * GIB)
                .size("requestHeaders", requestHeaders, KIB, MIB)
                .number("nestingDepth", nestingDepth, 8, 10_000)
                .count("connections", connections, 1, MILLION)
                .count("concurrentCalls", concurrentCalls, 1, MILLION)
                .time("headerTime", headerTime, Duration.ofMillis(100), hour)
                .time("idleTime", idleTime, Duration.ofMillis(100), hour)
                .time("bodyTime", bodyTime, Duration.ofMillis(100), hour)
                .size("streamEvent", streamEvent, KIB, GIB)
                .size("answerBody", answerBody, KIB, GIB)
                .size("streamHeld", streamHeld, KIB, GIB)
                .count("drains", drains, 0, MILLION)
                .time("drainTime", drainTime, Duration.ofMillis(100), hour)
                .time("keepAlive", keepAlive, second, hour)
                .count("connectionsPerEndpoint", connectionsPerEndpoint, 1, MILLION)
                .count("waitingPerEndpoint", waitingPerEndpoint, 0, MILLION)
                .number("attempts", attempts, 1, 20)
                .percent("retryBudget", retryBudget, Percent.ZERO, Percent.HUNDRED)
                .size("eventSegment", eventSegment, 64 * KIB, GIB)
                .number("eventSegments", eventSegments, 2, 100_000)
                .number("labelLength", labelLength, 16, 4_096)
                .orThrow();
    }

    Bounds toBounds() {
        return new Bounds(
                requestBody.bytes(),
                requestBodiesHeld.bytes(),
                requestHeaders.bytes(),
                nestingDepth,
                Math.toIntExact(connections.value()),
                Math.toIntExact(concurrentCalls.value()),
                headerTime.toNanos(),
                idleTime.toNanos(),
                bodyTime.toNanos(),
                Math.toIntExact(streamEvent.bytes()),
                answerBody.bytes(),
                Math.toIntExact(streamHeld.bytes()),
                Math.toIntExact(drains.value()),
                drainTime.toNanos(),
                keepAlive.toNanos(),
                Math.toIntExact(connectionsPerEndpoint.value()),
                Math.toIntExact(waitingPerEndpoint.value()),
                attempts,
                retryBudget.partsPerMillion(),
                eventSegment.bytes(),
                eventSegments,
                labelLength);
    }
}
