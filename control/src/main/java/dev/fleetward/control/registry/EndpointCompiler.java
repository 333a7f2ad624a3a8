package dev.fleetward.control.registry;

import dev.fleetward.core.cost.PriceRow;
import dev.fleetward.core.cost.PriceTable;
import dev.fleetward.core.snapshot.Care;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.LongPrompts;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Timeouts;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes endpoints, and the pools that they draw from, of what is written of them, and finds their
/// prices. Confined to one load.
final class EndpointCompiler {
    private static final Pattern LOCATION = Pattern.compile("/locations/([a-z0-9-]{1,64})(?:/|$)");

    private final Findings findings;
    private final Names names;
    private final PriceTable prices;
    private final LocalDate today;

    EndpointCompiler(Findings findings, Names names, PriceTable prices, LocalDate today) {
        this.findings = findings;
        this.names = names;
        this.prices = prices;
        this.today = today;
    }

    Pool pool(String name, PoolConfig config) {
        Pool pool = limits(name, config);
        if (pool.limitsNothing()) {
            String path = Findings.path("pools", name);
            findings.warning(findings.key(path), path, "the pool \"" + name + "\" limits nothing");
        }
        return pool;
    }

    private static Pool limits(String name, PoolConfig pool) {
        return new Pool(
                name,
                pool.accounting(),
                orUnlimited(pool.requestsPerMinute()),
                orUnlimited(pool.inputTokensPerMinute()),
                orUnlimited(pool.outputTokensPerMinute()),
                orUnlimited(pool.tokensPerMinute()),
                orUnlimited(pool.concurrent()),
                orUnlimited(pool.kvTokens()),
                pool.requestsJudgedOver() == null
                        ? Pool.requestWindowNanos(pool.accounting())
                        : pool.requestsJudgedOver().toNanos(),
                pool.outputBurndown(),
                pool.longPrompts() == null
                        ? null
                        : new LongPrompts(
                                pool.longPrompts().over().value(), pool.longPrompts().concurrent()),
                pool.adaptive());
    }

    private static long orUnlimited(@Nullable Count limit) {
        return limit == null ? Pool.UNLIMITED : limit.value();
    }

    @Nullable Endpoint endpoint(
            String name,
            EndpointConfig endpoint,
            Map<String, Provider> providers,
            Map<String, Pool> pools,
            Map<String, Owner> owners) {
        String path = Findings.path("endpoints", name);
        Provider provider =
                names.find(
                        "providers",
                        endpoint.provider(),
                        providers,
                        Findings.path(path, "provider"));
        Pool pool = names.find("pools", endpoint.pool(), pools, Findings.path(path, "pool"));
        Owner owner = names.find("owners", endpoint.owner(), owners, Findings.path(path, "owner"));
        if (!findings.names(Findings.path(path, "pool"))) {
            findings.warning(
                    findings.key(path),
                    path,
                    "the endpoint \"" + name + "\" has no pool: nobody limits it");
        }
        if (provider == null) {
            return null;
        }
        return new Endpoint(
                name,
                provider,
                endpoint.model(),
                endpoint.region() == null ? location(provider) : endpoint.region(),
                endpoint.zone(),
                pool,
                owner,
                TimeoutsConfig.or(endpoint.timeouts(), Timeouts.DEFAULT),
                price(endpoint, provider),
                endpoint.drained(),
                endpoint.passPriority(),
                new Care(
                        SloConfig.objective(endpoint.slo()),
                        endpoint.family(),
                        endpoint.retires(),
                        endpoint.runbook()),
                endpoint.deploymentOf());
    }

    private @Nullable PriceRow price(EndpointConfig endpoint, Provider provider) {
        String lineage = endpoint.deploymentOf();
        return provider.price(prices, endpoint.model(), today)
                .or(() ->
                        lineage == null ? Optional.empty() : provider.price(prices, lineage, today))
                .orElse(null);
    }

    /// Google Cloud has the region in its addresses; null where there is none.
    private static @Nullable String location(Provider provider) {
        Matcher location = LOCATION.matcher(String.valueOf(provider.url().getPath()));
        return provider.style() == Provider.Style.VERTEX && location.find()
                ? location.group(1)
                : null;
    }
}
