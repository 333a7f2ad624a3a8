package dev.fleetward.app.drill;

import dev.fleetward.app.admin.AdminClient;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What the node says of its budgets and its pool while a crowd runs against them. Confined to one
/// thread.
final class PoolWatch {
    private final AdminClient admin;
    private final Map<String, Long> mostHeld = new TreeMap<>();
    private final Map<String, Long> limits = new TreeMap<>();
    private final Set<String> overBudget = new LinkedHashSet<>();
    private final Set<String> overdrawn = new LinkedHashSet<>();
    private long mostWaiting;
    private long looks;

    PoolWatch(AdminClient admin) {
        this.admin = admin;
    }

    /// Looks once.
    ///
    /// @return the answer of `/v1/pools`
    JsonNode look() {
        JsonNode quotas = admin.get("/v1/pools");
        looks++;
        for (JsonNode budget : quotas.path("budgets")) {
            String name =
                    budget.path("feature").asString("") + " " + budget.path("period").asString("");
            long limit = budget.path("limit").asLong(0);
            long held = budget.path("spent").asLong(0) + budget.path("reserved").asLong(0);
            limits.put(name, limit);
            mostHeld.merge(name, held, Math::max);
            if (held > limit) {
                overBudget.add(name + ": spent and reserved more than its limit");
            }
        }
        for (JsonNode pool : quotas.path("pools")) {
            mostWaiting = Math.max(mostWaiting, pool.path("queued").asLong(0));
            for (JsonNode bucket : pool.path("buckets")) {
                if (bucket.path("available").asLong(0) < 0) {
                    overdrawn.add(bucket.path("bucket").asString("") + " was below zero");
                }
            }
        }
        return quotas;
    }

    /// The most that was spent and reserved at once, by budget, in nano-dollars.
    Map<String, Long> mostHeld() {
        return mostHeld;
    }

    Map<String, Long> limits() {
        return limits;
    }

    List<String> overBudget() {
        return new ArrayList<>(overBudget);
    }

    /// Limits of the pool of which more was given out than there was.
    List<String> overdrawn() {
        return new ArrayList<>(overdrawn);
    }

    long mostWaiting() {
        return mostWaiting;
    }

    long looks() {
        return looks;
    }
}
