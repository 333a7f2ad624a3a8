package dev.fleetward.control.evaluation;

/// Who may run suites, and what came of the runs. Immutable; both are thread-safe.
public record Evaluations(PermitBook permits, EvalBook results) {}
