package dev.fleetward.control.operations;

import dev.fleetward.control.registry.LoadResult;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// What may be done to the running fleet. Immutable; every part is thread-safe and may block.
///
/// @param forgive lets an endpoint start anew, whatever was held against it
/// @param reload reads the configuration and the credentials again, changed or not
public record Operations(
        DirectiveBook directives,
        VersionBook versions,
        StrayDesk strays,
        ChangeLog changes,
        DeployBook deploys,
        Consumer<String> forgive,
        Supplier<LoadResult> reload) {}
