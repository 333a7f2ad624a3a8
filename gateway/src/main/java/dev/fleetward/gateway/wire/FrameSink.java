package dev.fleetward.gateway.wire;

/// Takes whole server-sent events, one at a time.
@FunctionalInterface
public interface FrameSink {
    /// One event, its closing blank line included. The bytes may be overwritten once this returns:
    /// who keeps them copies them.
    void frame(byte[] bytes, int offset, int length);
}
