package dev.fleetward.testbed.paper;

/// One promise and whether it was kept. Immutable.
public record Gate(String what, String expected, String found, boolean held) {}
