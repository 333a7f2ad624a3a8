package dev.fleetward.control.registry;

import org.jspecify.annotations.Nullable;

/// A tool on offer. Immutable.
@Doc("A tool.")
public record SuiteTool(
        @Doc("Its name.") String name,
        @Doc("What it is for.") @Nullable Passage description,
        @Doc("The JSON schema of its arguments.") JsonTree parameters) {}
