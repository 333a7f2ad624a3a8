package dev.fleetward.app.node;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.gateway.observe.CallObserver;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What a node is started with. Immutable.
///
/// @param config the configuration file
/// @param data the data folder; null for the one that the configuration names
/// @param environment where `env:` credentials are looked up
/// @param random a cryptographic source, for ids, tokens and masks
/// @param eventLoops at least 1
/// @param gateway where callers connect; null for what the configuration says
/// @param admin where the admin API listens; null for what the configuration says
/// @param observers told of every call, besides metrics, traces and the access log
public record NodeSettings(
        Path config,
        @Nullable Path data,
        Map<String, String> environment,
        Clock clock,
        RandomGenerator random,
        int eventLoops,
        @Nullable InetSocketAddress gateway,
        @Nullable InetSocketAddress admin,
        List<CallObserver> observers) {

    public NodeSettings {
        environment = Map.copyOf(environment);
        observers = List.copyOf(observers);
    }

    /// Without the environment, which holds secrets.
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "NodeSettings[config=%s, data=%s, eventLoops=%d, gateway=%s, admin=%s]",
                config,
                data,
                eventLoops,
                gateway,
                admin);
    }
}
