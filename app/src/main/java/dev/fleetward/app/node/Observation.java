package dev.fleetward.app.node;

import dev.fleetward.control.incident.IncidentDesk;
import dev.fleetward.control.registry.AccessLogConfig;
import dev.fleetward.control.registry.FleetConfig;
import dev.fleetward.core.incident.Severity;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.gateway.observe.AccessLog;
import dev.fleetward.gateway.observe.CallObserver;
import dev.fleetward.gateway.observe.FleetGauges;
import dev.fleetward.gateway.observe.Meters;
import dev.fleetward.gateway.observe.Observers;
import dev.fleetward.gateway.observe.Tracing;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that watches calls: metrics, and what the configuration switches on. Thread-safe.
final class Observation implements AutoCloseable {
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final @Nullable Tracing tracing;
    private final @Nullable AccessLog accessLog;
    private final CallObserver observer;

    /// @param folder what relative paths of the configuration start at
    Observation(
            FleetConfig config,
            Path folder,
            Clock clock,
            Supplier<FleetSnapshot> snapshot,
            List<CallObserver> further) {
        tracing =
                config.tracing() == null
                        ? null
                        : Tracing.toOtlp(config.tracing().url(), Map.of(), snapshot);
        accessLog = config.accessLog() == null ? null : open(config.accessLog(), folder, clock);
        List<CallObserver> all = new ArrayList<>();
        if (tracing != null) {
            all.add(tracing);
        }
        all.add(new Meters(registry));
        if (accessLog != null) {
            all.add(accessLog);
        }
        all.addAll(further);
        observer = new Observers(all);
    }

    private static AccessLog open(AccessLogConfig config, Path folder, Clock clock) {
        Path file = config.file();
        return file == null
                ? AccessLog.toStream(System.out, clock)
                : AccessLog.toFile(folder.resolve(file), clock);
    }

    CallObserver observer() {
        return observer;
    }

    /// Shows the open incidents, by severity.
    void watch(IncidentDesk desk) {
        for (Severity severity : Severity.values()) {
            Gauge.builder(
                            "fleetward.incidents.open",
                            desk,
                            it -> it.openBySeverity().getOrDefault(severity, 0))
                    .description("Open incidents.")
                    .tag("severity", severity.label())
                    .register(registry);
        }
    }

    /// The metrics in Prometheus text form, with fresh gauges of `gateway`.
    Supplier<String> scrape(GatewayView gateway) {
        FleetGauges gauges = new FleetGauges(registry, gateway);
        return () -> {
            synchronized (gauges) {
                gauges.refresh();
            }
            return registry.scrape();
        };
    }

    @Override
    public void close() {
        if (tracing != null) {
            tracing.close();
        }
        if (accessLog != null) {
            accessLog.close();
        }
        registry.close();
    }
}
