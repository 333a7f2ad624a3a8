package dev.fleetward.control.registry;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Who answers for a part of the fleet. Immutable.
@Doc("Who answers for a part of the fleet.")
public record OwnerConfig(
        @Doc(value = "Where questions go.", example = "platform@example.com") String contact,
        @Doc(value = "Who is called at night.", example = "https://pager.example.com/platform")
                @Nullable String oncall,
        @Doc(
                        value = "What to do when a part of it fails.",
                        example = "https://wiki.example.com/platform")
                @Nullable URI runbook) {}
