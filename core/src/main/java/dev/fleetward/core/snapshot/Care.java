package dev.fleetward.core.snapshot;

import java.net.URI;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// How an endpoint is looked after. Immutable.
///
/// @param objective its service level, or null if none is declared
/// @param family the family of its model: endpoints of one family tend to fail together
/// @param retires when its provider withdraws the model, or null if that is not announced
/// @param runbook what to do when it fails, or null
public record Care(
        @Nullable Objective objective,
        @Nullable String family,
        @Nullable LocalDate retires,
        @Nullable URI runbook) {

    public static final Care NONE = new Care(null, null, null, null);
}
