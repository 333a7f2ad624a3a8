package dev.fleetward.app.node;

import dev.fleetward.control.prices.PriceList;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.Registry;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Reads a configuration as a node would, and starts nothing. Stateless.
public final class ConfigCheck {
    private ConfigCheck() {}

    public static LoadResult read(
            Path file, Map<String, String> environment, Clock clock, RandomGenerator random) {
        LocalDate today =
                LocalDate.ofInstant(
                        Instant.EPOCH.plus(clock.wallMicros(), ChronoUnit.MICROS), ZoneOffset.UTC);
        return new Registry(environment, PriceList.load(), random).load(file, 1, today);
    }
}
