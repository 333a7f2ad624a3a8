package dev.fleetward.gateway.record;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.event.CallEvent.Sizes;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.event.CallEventCodec;
import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.event.SegmentFormat.Found;
import dev.fleetward.core.event.SegmentFormat.Name;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Plain events, and what a folder of segments holds of them. Stateless.
final class TestEvents {
    private static final Attribution WHO =
            new Attribution(
                    "key", "chat", null, Origin.USER, true, CallClass.STANDARD, false, null, null);

    private TestEvents() {}

    static CallEvent opened(long number) {
        return event(Phase.OPENED, number, 1, Served.NOTHING, Outcome.OPEN);
    }

    /// As large as a closed record can be.
    static CallEvent closed(long number) {
        String text = "x".repeat(500);
        return event(
                Phase.CLOSED,
                number,
                1,
                new Served(text, text, text, text, text),
                new Outcome(Ending.SUCCEEDED, true, 200, 200, null, null));
    }

    static CallEvent refused(long number) {
        return event(
                Phase.CLOSED,
                number,
                0,
                Served.NOTHING,
                new Outcome(Ending.REFUSED, true, 429, 0, null, null));
    }

    private static CallEvent event(
            Phase phase, long number, int attempt, Served served, Outcome outcome) {
        return new CallEvent(
                phase,
                new CallId(7, number),
                attempt,
                WHO,
                new Target(
                        Operation.CHAT_COMPLETIONS,
                        false,
                        WireDialect.OPENAI,
                        "model",
                        "route",
                        "endpoint",
                        "provider",
                        null,
                        WireDialect.OPENAI,
                        "pool",
                        "model",
                        "eu",
                        null),
                served,
                outcome,
                Usage.estimated(10, 20),
                new Charge(5, "model@2026-01-01", 10, 20, 5),
                new Timing(1_700_000_000_000_000L, 1, 2, 3, 4, 5, 6, 7),
                new Sizes(100, 200));
    }

    static List<Name> segments(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.flatMap(file -> Name.parse(file.getFileName().toString()).stream())
                    .sorted()
                    .toList();
        }
    }

    /// All records of all segments, in order.
    static List<CallEvent> read(Path folder) throws IOException {
        List<CallEvent> events = new ArrayList<>();
        CRC32C crc = new CRC32C();
        for (Name name : segments(folder)) {
            byte[] bytes = Files.readAllBytes(folder.resolve(name.file()));
            ByteBuffer segment = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            int at = SegmentFormat.HEADER_BYTES;
            while (SegmentFormat.look(segment, at, bytes.length, crc) == Found.RECORD) {
                int length = SegmentFormat.lengthAt(segment, at);
                events.add(
                        CallEventCodec.decode(
                                bytes, at + SegmentFormat.RECORD_HEADER_BYTES, length));
                at += SegmentFormat.sizeOf(length);
            }
        }
        return events;
    }
}
