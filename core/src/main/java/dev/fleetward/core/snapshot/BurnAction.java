package dev.fleetward.core.snapshot;

/// What is done by itself while a feature burns its error budget at a rate that pages.
public enum BurnAction {
    /// Batch and background calls are refused in the pools that the feature uses.
    SHED_BATCH,
    /// The feature's routes go to their fallback first.
    PREFER_FALLBACK,
    /// The fleet tells in its hygiene and its incidents that nothing new should be rolled out.
    FREEZE
}
