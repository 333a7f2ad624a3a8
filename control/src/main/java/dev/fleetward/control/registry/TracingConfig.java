package dev.fleetward.control.registry;

import java.net.URI;

/// Where traces go. Immutable.
@Doc("Traces over OTLP.")
public record TracingConfig(
        @Doc(
                        value = "The OTLP/HTTP address for traces.",
                        example = "http://127.0.0.1:4318/v1/traces",
                        sensitive = true)
                URI url) {}
