package dev.fleetward.control.registry;

/// A size, written `64KiB` or `16MiB`. Immutable.
public record ByteSize(long bytes) {}
