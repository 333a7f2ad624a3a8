package dev.fleetward.testbed.region;

/// An active test at its sample size. Immutable.
///
/// @param calls that it takes
/// @param found share of the runs that found it
/// @param days until then, at the median; NaN where a test is one moment
public record ProbeLine(
        String test, String change, String calls, int runs, double found, double days) {}
