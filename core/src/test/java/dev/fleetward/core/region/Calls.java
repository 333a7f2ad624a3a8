package dev.fleetward.core.region;

import dev.fleetward.core.call.CallId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Sightings for tests: one endpoint per region asked, a second apart.
final class Calls {
    static final long START = micros("2026-03-02T00:00:00Z");
    static final long SECOND = TimeUnit.SECONDS.toMicros(1);
    static final long HOUR = TimeUnit.HOURS.toMicros(1);
    static final long DAY = TimeUnit.DAYS.toMicros(1);

    private static long made;

    private Calls() {}

    static long micros(String instant) {
        return Instant.parse(instant).toEpochMilli() * 1_000;
    }

    static Sighting of(String region, @Nullable String version, long wallMicros) {
        return new Builder("gpt-4o", region).version(version).at(wallMicros).seen();
    }

    static Builder to(String model, @Nullable String regionAsked) {
        return new Builder(model, regionAsked);
    }

    static <T extends RegionFinding> List<T> only(Class<T> type, List<RegionFinding> findings) {
        return findings.stream().filter(type::isInstance).map(type::cast).toList();
    }

    static final class Builder {
        private final String model;
        private final @Nullable String asked;
        private String endpoint;
        private @Nullable String served;
        private @Nullable String version;
        private @Nullable String build;
        private @Nullable String requestId;
        private boolean late;
        private Set<String> zones = Set.of();
        private long wallMicros = START;

        Builder(String model, @Nullable String asked) {
            this.model = model;
            this.asked = asked;
            this.endpoint = "e-" + asked;
        }

        Builder endpoint(String name) {
            endpoint = name;
            return this;
        }

        Builder served(@Nullable String region) {
            served = region;
            return this;
        }

        Builder version(@Nullable String name) {
            version = name;
            return this;
        }

        Builder build(String name) {
            build = name;
            return this;
        }

        Builder late(String id) {
            requestId = id;
            late = true;
            return this;
        }

        Builder zones(String... names) {
            zones = Set.of(names);
            return this;
        }

        Builder at(long micros) {
            wallMicros = micros;
            return this;
        }

        Sighting seen() {
            return new Sighting(
                    new Identity("azure", null, endpoint, asked, served, model, version, build),
                    wallMicros,
                    CallId.of(wallMicros, 0, made++),
                    requestId,
                    "chat",
                    zones,
                    late);
        }
    }
}
