package dev.fleetward.gateway.wire;

/// A JSON object in bytes, with the places of its top-level members, found in one streaming pass.
/// Immutable by convention: nobody writes to `bytes`.
public final class JsonBody {
    private final byte[] bytes;

    private JsonBody(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes;
    }
}
