package dev.fleetward.control.registry;

import dev.fleetward.core.snapshot.Budget;
import dev.fleetward.core.snapshot.Expectations;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.QueueBounds;
import dev.fleetward.core.snapshot.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes features, and the ring of their keys, of what is written of them. Confined to one load.
final class FeatureCompiler {
    private final Findings findings;
    private final Names names;

    FeatureCompiler(Findings findings, Names names) {
        this.findings = findings;
        this.names = names;
    }

    Feature feature(String name, FeatureConfig feature, Map<String, Owner> owners) {
        String path = Findings.path("features", name);
        String routesPath = Findings.path(path, "routes");
        for (int i = 0; i < feature.routes().size(); i++) {
            String routePath = findings.item(routesPath, i);
            names.known("routes", feature.routes().get(i), routePath, findings.value(routePath));
        }
        Map<String, Share> shares = new LinkedHashMap<>();
        feature.shares()
                .forEach((pool, share) -> {
                    String sharePath = Findings.path(Findings.path(path, "shares"), pool);
                    names.known("pools", pool, sharePath, findings.key(sharePath));
                    shares.put(
                            pool,
                            new Share(
                                    share.reserve(), share.lend(), share.borrow(), share.weight()));
                });
        onBurn(feature, path);
        FeatureConfig.BudgetConfig budget = feature.budget();
        return new Feature(
                name,
                names.find("owners", feature.owner(), owners, Findings.path(path, "owner")),
                feature.callClass(),
                feature.tier(),
                shares,
                budget == null
                        ? null
                        : new Budget(budget.monthly(), budget.background(), budget.daily()),
                Set.copyOf(feature.routes()),
                SloConfig.objective(feature.slo()),
                parallel(feature.parallel()),
                queue(feature.queue()),
                Set.copyOf(feature.zones()),
                new Expectations(
                        feature.answers().truncation(),
                        feature.answers().refusal(),
                        feature.answers().language(),
                        feature.answers().echo()),
                Set.copyOf(feature.onBurn()),
                feature.defer() == null ? null : feature.defer().toDeferral());
    }

    /// What a feature has done to routes and pools is done to those that it names.
    private void onBurn(FeatureConfig feature, String path) {
        if (!feature.routes().isEmpty()) {
            return;
        }
        String list = Findings.path(path, "onBurn");
        for (int i = 0; i < feature.onBurn().size(); i++) {
            String item = findings.item(list, i);
            switch (feature.onBurn().get(i)) {
                case PREFER_FALLBACK ->
                        findings.error(
                                findings.value(item),
                                item,
                                "\"prefer-fallback\" of a feature without routes (expected:"
                                        + " `routes` that names those that it is about)");
                case SHED_BATCH -> {
                    if (feature.shares().isEmpty()) {
                        findings.error(
                                findings.value(item),
                                item,
                                "\"shed-batch\" of a feature without routes and shares"
                                        + " (expected: `routes` or `shares` that say in which"
                                        + " pools)");
                    }
                }
                case FREEZE -> {}
            }
        }
    }

    private static Parallel parallel(FeatureConfig.ParallelConfig caps) {
        return new Parallel(
                orUncapped(caps.feature()),
                orUncapped(caps.tenant()),
                orUncapped(caps.key()),
                orUncapped(caps.job()));
    }

    private static int orUncapped(@Nullable Count cap) {
        return cap == null ? Parallel.UNLIMITED : Math.toIntExact(cap.value());
    }

    private static QueueBounds queue(FeatureConfig.QueueConfig queue) {
        return new QueueBounds(
                Math.toIntExact(queue.calls().value()),
                queue.bytes().bytes(),
                queue.maxWait() == null ? 0 : queue.maxWait().toNanos());
    }

    KeyRing keys(List<KeyConfig> declared, Map<String, Feature> features) {
        Map<String, String> firstByHash = new HashMap<>();
        List<KeyRing.Key> keys = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            KeyConfig key = declared.get(i);
            String path = findings.item("keys", i);
            Feature feature =
                    names.find("features", key.feature(), features, Findings.path(path, "feature"));
            // The ring tells keys apart by their first eight bytes.
            String start = key.sha256().toLowerCase(Locale.ROOT).substring(0, 16);
            String first = firstByHash.putIfAbsent(start, path);
            if (first != null) {
                findings.error(
                        findings.value(Findings.path(path, "sha256")),
                        path,
                        "the same key stands twice (first on line "
                                + findings.value(first).line()
                                + ")");
            } else if (feature != null) {
                keys.add(KeyRing.Key.of(key.hash(), feature, key.tenant()));
            }
        }
        return new KeyRing(keys);
    }
}
