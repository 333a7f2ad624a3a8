package dev.fleetward.core.quota.fit;

import dev.fleetward.core.snapshot.Pool;

/// One limit of a pool, and what a load takes of it.
enum Limit {
    REQUESTS("requestsPerMinute"),
    INPUT("inputTokensPerMinute"),
    OUTPUT("outputTokensPerMinute"),
    TOKENS("tokensPerMinute"),
    CONCURRENT("concurrent"),
    KV("kvTokens");

    private final String key;

    Limit(String key) {
        this.key = key;
    }

    /// The name in the configuration.
    String key() {
        return key;
    }

    /// [Pool#UNLIMITED] if it is not enforced.
    long of(Pool pool) {
        return switch (this) {
            case REQUESTS -> pool.requestsPerMinute();
            case INPUT -> pool.inputTokensPerMinute();
            case OUTPUT -> pool.outputTokensPerMinute();
            case TOKENS -> pool.tokensPerMinute();
            case CONCURRENT -> pool.concurrent();
            case KV -> pool.kvTokens();
        };
    }

    double taken(Pool pool, Load load) {
        return switch (this) {
            case REQUESTS -> load.requests();
            case INPUT -> load.inputTokens();
            case OUTPUT -> load.outputTokens() * pool.outputBurndown();
            case TOKENS -> load.inputTokens() + load.outputTokens() * pool.outputBurndown();
            case CONCURRENT -> load.concurrent();
            case KV -> load.kvTokens();
        };
    }
}
