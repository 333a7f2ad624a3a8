package dev.fleetward.control.registry;

import dev.fleetward.core.unit.Percent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is written and does nothing: promises of nothing, zones that are none, a second attempt
/// with nowhere to go. Confined to one load.
final class PromiseChecks {
    private final FleetConfig config;
    private final Findings findings;

    PromiseChecks(FleetConfig config, Findings findings) {
        this.config = config;
        this.findings = findings;
    }

    void check() {
        config.endpoints()
                .forEach((name, endpoint) ->
                        promise(endpoint.slo(), Findings.path("endpoints", name)));
        config.routes()
                .forEach((name, route) -> {
                    String path = Findings.path("routes", name);
                    promise(route.slo(), path);
                    zones(route.zones(), path);
                    if (route.hedge() != null && route.endpoints().size() == 1) {
                        warn(
                                Findings.path(path, "hedge"),
                                "the route \""
                                        + name
                                        + "\" has one endpoint: there is none to hedge with");
                    }
                });
        config.features()
                .forEach((name, feature) -> {
                    String path = Findings.path("features", name);
                    promise(feature.slo(), path);
                    zones(feature.zones(), path);
                    if (!feature.onBurn().isEmpty() && feature.slo() == null) {
                        warn(
                                Findings.path(path, "onBurn"),
                                "the feature \""
                                        + name
                                        + "\" has no slo: it has no error budget to burn");
                    }
                });
    }

    private void promise(@Nullable SloConfig slo, String owner) {
        if (slo == null) {
            return;
        }
        String path = Findings.path(owner, "slo");
        if (slo.success() == null
                && slo.firstToken() == null
                && slo.interToken() == null
                && slo.total() == null) {
            warn(
                    path,
                    "the slo promises nothing (expected: success, firstToken, interToken or"
                            + " total)");
        }
        if (Percent.HUNDRED.equals(slo.success())) {
            warn(
                    Findings.path(path, "success"),
                    "success of 100% has no error budget: the first failure burns it all");
        }
    }

    /// An empty list reads like "nowhere" and means "anywhere".
    private void zones(List<String> zones, String owner) {
        String path = Findings.path(owner, "zones");
        if (zones.isEmpty() && findings.names(path) && !findings.isReported(path)) {
            warn(path, "zones: empty, which allows every zone (leave it out to say so)");
        }
    }

    private void warn(String path, String message) {
        findings.warning(findings.key(path), path, message);
    }
}
