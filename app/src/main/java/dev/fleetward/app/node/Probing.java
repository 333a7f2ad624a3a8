package dev.fleetward.app.node;

import dev.fleetward.app.host.NewKey;
import dev.fleetward.app.host.OwnCertificate;
import dev.fleetward.control.admin.LedgerQueries;
import dev.fleetward.control.likeness.BehaviourFeature;
import dev.fleetward.control.likeness.GatewayAsker;
import dev.fleetward.control.likeness.LikenessStore;
import dev.fleetward.control.likeness.LikenessWatch;
import dev.fleetward.control.probe.ProbeBook;
import dev.fleetward.control.probe.ProbeCaller;
import dev.fleetward.control.probe.ProbeFeature;
import dev.fleetward.control.probe.Prober;
import dev.fleetward.control.probe.Traffic;
import dev.fleetward.control.registry.BehaviourConfig;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.ProbesConfig;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The probes of one process: their key, which is made anew at each start and never leaves the
/// memory, and who asks. Thread-safe.
final class Probing {
    private static final int MOST_ENDPOINTS = 10_000;
    private static final Duration QUERY_TIME = Duration.ofSeconds(20);

    private final NewKey key;
    private final NewKey behaviourKey;
    private final long seed;
    private volatile @Nullable ProbesConfig config;

    /// @param random a cryptographic source
    Probing(RandomGenerator random) {
        key = NewKey.create(random);
        behaviourKey = NewKey.create(random);
        seed = random.nextLong();
    }

    /// What is served of a configuration: its snapshot, with the probes' feature where it wants
    /// probes.
    FleetSnapshot served(LoadResult.Loaded loaded) {
        ProbesConfig wanted = loaded.config().probes();
        config = wanted;
        if (wanted == null) {
            return loaded.snapshot();
        }
        HexFormat hex = HexFormat.of();
        FleetSnapshot probed =
                loaded.snapshot().with(ProbeFeature.key(hex.parseHex(key.sha256()), wanted));
        BehaviourConfig behaviour = wanted.behaviour();
        return behaviour == null
                ? probed
                : probed.with(BehaviourFeature.key(hex.parseHex(behaviourKey.sha256()), behaviour));
    }

    private @Nullable BehaviourConfig behaviour() {
        ProbesConfig wanted = config;
        return wanted == null ? null : wanted.behaviour();
    }

    private static HttpClient http(@Nullable Path certificate)
            throws IOException, GeneralSecurityException {
        HttpClient.Builder http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5));
        if (certificate != null) {
            http.sslContext(OwnCertificate.trusting(certificate));
        }
        return http.build();
    }

    /// The watch over the models' behaviour, not started.
    ///
    /// @param certificate as for [#start]
    LikenessWatch watch(
            URI gatewayUrl,
            @Nullable Path certificate,
            Supplier<@Nullable FleetSnapshot> snapshot,
            GatewayView gateway,
            ControlStore store,
            Clock clock)
            throws IOException, GeneralSecurityException {
        return new LikenessWatch(
                snapshot,
                this::behaviour,
                gateway,
                new GatewayAsker(http(certificate), gatewayUrl, behaviourKey.key()),
                new LikenessStore(store),
                clock,
                seed);
    }

    /// Begins to probe where that is wanted.
    ///
    /// @param certificate the gateway's own, which is the only one that is trusted; null without
    ///   TLS
    Prober start(
            URI gatewayUrl,
            @Nullable Path certificate,
            Supplier<@Nullable FleetSnapshot> snapshot,
            GatewayView gateway,
            LedgerQueries ledger,
            ControlStore store,
            Clock clock)
            throws IOException, GeneralSecurityException {
        ProbeBook book = new ProbeBook(store);
        book.restore();
        Prober prober =
                new Prober(
                        snapshot,
                        () -> config,
                        gateway,
                        traffic(ledger, clock),
                        new ProbeCaller(http(certificate), gatewayUrl, key.key(), clock),
                        book,
                        clock);
        prober.start();
        return prober;
    }

    private static Traffic traffic(LedgerQueries ledger, Clock clock) {
        return () -> {
            Instant since =
                    Instant.EPOCH
                            .plus(clock.wallMicros(), ChronoUnit.MICROS)
                            .minus(Duration.ofHours(1))
                            .truncatedTo(ChronoUnit.SECONDS);
            String query =
                    "SELECT endpoint, count(*) FROM events WHERE endpoint IS NOT NULL AND feature"
                            + " NOT IN ('"
                            + ProbeFeature.NAME
                            + "', '"
                            + BehaviourFeature.NAME
                            + "') AND accepted_at >= TIMESTAMP '"
                            + since.toString().replace('T', ' ').replace("Z", "")
                            + "' GROUP BY endpoint";
            try {
                return counts(ledger.sql(query, MOST_ENDPOINTS, QUERY_TIME).rows());
            } catch (LedgerQueries.QueryRefused refused) {
                throw new IOException(refused.getMessage(), refused);
            }
        };
    }

    private static Map<String, Long> counts(List<List<@Nullable Object>> rows) {
        Map<String, Long> counts = new HashMap<>();
        for (List<@Nullable Object> row : rows) {
            if (row.get(0) instanceof String endpoint && row.get(1) instanceof Number count) {
                counts.put(endpoint, count.longValue());
            }
        }
        return counts;
    }
}
