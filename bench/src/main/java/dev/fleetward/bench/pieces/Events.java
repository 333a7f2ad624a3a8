package dev.fleetward.bench.pieces;

import dev.fleetward.core.snapshot.Bounds;
import dev.fleetward.gateway.wire.SseSplitter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Cuts the bytes of a stream into whole events. Stateless.
final class Events {
    private Events() {}

    static List<byte[]> of(byte[] stream) {
        List<byte[]> events = new ArrayList<>();
        new SseSplitter(Bounds.DEFAULT.frameBytes())
                .feed(
                        stream,
                        0,
                        stream.length,
                        (bytes, offset, length) ->
                                events.add(Arrays.copyOfRange(bytes, offset, offset + length)));
        return events;
    }
}
