package dev.fleetward.control.registry;

import org.jspecify.annotations.Nullable;

/// A tool that has to be called. Immutable.
@Doc("A tool that has to be called.")
@Shorthand
public record SuiteToolCheck(
        @Doc("Its name.") String name,
        @Doc("The JSON schema that its arguments have to fit.") @Nullable JsonTree arguments) {}
