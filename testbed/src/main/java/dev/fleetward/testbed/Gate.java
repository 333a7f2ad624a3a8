package dev.fleetward.testbed;

/// One promise and whether it was kept. Immutable.
public record Gate(String what, String expected, String found, boolean held) {}
