package dev.fleetward.core.region;

import org.jspecify.annotations.Nullable;

/// One square of the matrix: a model where it is served. Immutable.
///
/// @param model as it is sent to the endpoint; [Lineages] says under which name it is compared
/// @param region as [Identity#region()] settles it; null where neither we nor the provider name one
public record Cell(String model, @Nullable String region, String endpoint)
        implements Comparable<Cell> {

    @Override
    public int compareTo(Cell other) {
        int byModel = model.compareTo(other.model);
        if (byModel != 0) {
            return byModel;
        }
        int byRegion = text(region).compareTo(text(other.region));
        return byRegion != 0 ? byRegion : endpoint.compareTo(other.endpoint);
    }

    private static String text(@Nullable String region) {
        return region == null ? "" : region;
    }

    @Override
    public String toString() {
        return model + " in " + (region == null ? "an unknown region" : region) + " at " + endpoint;
    }
}
