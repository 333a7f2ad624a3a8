package dev.fleetward.core.snapshot;

import dev.fleetward.core.region.Promotions;
import java.util.Map;
import java.util.Set;

/// What operators and policies ask of the fleet while it runs, on top of its configuration.
/// Immutable.
///
/// @param stopped endpoints that take no new calls
/// @param preferFallback routes that go to their fallback first
/// @param shedBatch pools in which no batch and background calls are admitted
/// @param withoutHedges routes that make no hedges
/// @param frozen routes on which nothing new is rolled out: they have no canary
/// @param versions by route, what was decided of versions whatever its policy says of them
/// @param atPeak routes that are at their peak
public record Directives(
        Set<String> stopped,
        Set<String> preferFallback,
        Set<String> shedBatch,
        Set<String> withoutHedges,
        Set<String> frozen,
        Map<String, Promotions> versions,
        Set<String> atPeak) {

    public static final Directives NONE =
            new Directives(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Map.of(), Set.of());

    /// What error budgets ask for.
    public static Directives ofBudgets(
            Set<String> preferFallback,
            Set<String> shedBatch,
            Set<String> withoutHedges,
            Set<String> frozen) {
        return new Directives(
                Set.of(), preferFallback, shedBatch, withoutHedges, frozen, Map.of(), Set.of());
    }

    /// The same, with what error budgets ask for instead of what they asked.
    public Directives burning(Directives budgets) {
        return new Directives(
                stopped,
                budgets.preferFallback,
                budgets.shedBatch,
                budgets.withoutHedges,
                budgets.frozen,
                versions,
                atPeak);
    }

    /// The same, with other endpoints stopped.
    public Directives stopping(Set<String> others) {
        return new Directives(
                others, preferFallback, shedBatch, withoutHedges, frozen, versions, atPeak);
    }

    /// The same, with other decisions on versions.
    public Directives deciding(Map<String, Promotions> others) {
        return new Directives(
                stopped, preferFallback, shedBatch, withoutHedges, frozen, others, atPeak);
    }

    /// The same, with other routes at their peak.
    public Directives peaking(Set<String> others) {
        return new Directives(
                stopped, preferFallback, shedBatch, withoutHedges, frozen, versions, others);
    }

    public Directives {
        stopped = Set.copyOf(stopped);
        preferFallback = Set.copyOf(preferFallback);
        shedBatch = Set.copyOf(shedBatch);
        withoutHedges = Set.copyOf(withoutHedges);
        frozen = Set.copyOf(frozen);
        versions = Map.copyOf(versions);
        atPeak = Set.copyOf(atPeak);
    }
}
