package dev.fleetward.gateway.record;

import java.io.IOException;

/// Where prepared segments come from. Called by the upkeep thread alone.
@FunctionalInterface
interface SegmentSource {
    /// An empty segment for an event loop, its room on the disk allocated. Throws where there is no
    /// such room; the message is for people.
    Segment prepare(int loop) throws IOException;
}
