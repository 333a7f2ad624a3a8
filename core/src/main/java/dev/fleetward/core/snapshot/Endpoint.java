package dev.fleetward.core.snapshot;

import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.region.VersionName;
import org.jspecify.annotations.Nullable;

/// One provider, account, region and model address.
///
/// @param model the model's name (or Azure deployment) at the provider
/// @param region the region that we ask for, or null where the provider has none
/// @param zone the residency zone, or null
/// @param pool the quota it draws from, or null if nobody limits it
/// @param price the row for `model` when the snapshot was made, or null if its price is unknown
/// @param drained takes no new calls
/// @param passPriority whether a call's class is told to the engine, as vLLM's `priority`
/// @param care how it is looked after
/// @param deploymentOf the model's own name, where `model` is a deployment's; else null
public record Endpoint(
        String name,
        Provider provider,
        String model,
        @Nullable String region,
        @Nullable String zone,
        @Nullable Pool pool,
        @Nullable Owner owner,
        Timeouts timeouts,
        @Nullable PriceRow price,
        boolean drained,
        boolean passPriority,
        Care care,
        @Nullable String deploymentOf) {

    /// Who answers for it: its own owner, else its provider's; null if nobody does.
    public @Nullable Owner responsible() {
        return owner != null ? owner : provider.owner();
    }

    /// The name under which its model is compared with others': see [Lineages].
    public String lineage() {
        return VersionName.plain(deploymentOf == null ? model : deploymentOf);
    }

    /// An endpoint whose model goes by its own name.
    public Endpoint(
            String name,
            Provider provider,
            String model,
            @Nullable String region,
            @Nullable String zone,
            @Nullable Pool pool,
            @Nullable Owner owner,
            Timeouts timeouts,
            @Nullable PriceRow price,
            boolean drained,
            boolean passPriority,
            Care care) {
        this(
                name,
                provider,
                model,
                region,
                zone,
                pool,
                owner,
                timeouts,
                price,
                drained,
                passPriority,
                care,
                null);
    }

    /// An endpoint that is told no priority.
    public Endpoint(
            String name,
            Provider provider,
            String model,
            @Nullable String region,
            @Nullable String zone,
            @Nullable Pool pool,
            @Nullable Owner owner,
            Timeouts timeouts,
            @Nullable PriceRow price,
            boolean drained) {
        this(
                name, provider, model, region, zone, pool, owner, timeouts, price, drained, false,
                Care.NONE);
    }
}
