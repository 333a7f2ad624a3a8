package dev.fleetward.core.snapshot;

/// What is done by itself while a feature burns its error budget at a rate that pages.
public enum BurnAction {
    /// Batch and background calls are refused in the pools of the routes that the feature names, or
    /// where it has a share if it names none.
    SHED_BATCH,
    /// The routes that the feature names go to their fallback first.
    PREFER_FALLBACK,
    /// Nothing new is rolled out on the routes that the feature names: they have no canary, and no
    /// version is promoted there but on purpose. Of a feature that names none it is only told.
    FREEZE
}
