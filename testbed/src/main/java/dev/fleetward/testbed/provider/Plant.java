package dev.fleetward.testbed.provider;

import dev.fleetward.core.unit.Clock;
import dev.fleetward.testbed.provider.limit.Gate;
import io.vertx.core.Vertx;
import java.util.HexFormat;

/// What all calls of one provider share. Confined to the provider's event loop, except for the
/// billing, the boards and the tally of the gate, which are thread-safe.
final class Plant {
    private final Vertx vertx;
    private final Settings settings;
    private final Clock clock;
    private final EngineLoop engine;
    private final Gate gate;
    private final PromptCache cache = new PromptCache();
    private final Planner planner;
    private final FaultBoard board;
    private final VersionBoard versions;
    private final Billing billing;
    private long callsBegun;

    Plant(
            Vertx vertx,
            Settings settings,
            Clock clock,
            FaultBoard board,
            VersionBoard versions,
            Billing billing,
            Gate gate) {
        this.vertx = vertx;
        this.settings = settings;
        this.clock = clock;
        this.engine = new EngineLoop(vertx, clock, settings.profile(), settings.seed());
        this.gate = gate;
        this.planner = new Planner(settings.seed(), settings.profile().typicalOutput());
        this.board = board;
        this.versions = versions;
        this.billing = billing;
    }

    /// An id that no other call of this provider has; 24 hexadecimal digits.
    String nextId() {
        long ordinal = callsBegun++;
        long high = Planner.mix(settings.seed() + settings.region().hashCode());
        return HexFormat.of().toHexDigits((int) high)
                + HexFormat.of().toHexDigits(Planner.mix(high + ordinal));
    }

    Vertx vertx() {
        return vertx;
    }

    Settings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    EngineLoop engine() {
        return engine;
    }

    Gate gate() {
        return gate;
    }

    PromptCache cache() {
        return cache;
    }

    Planner planner() {
        return planner;
    }

    FaultBoard board() {
        return board;
    }

    VersionBoard versions() {
        return versions;
    }

    Billing billing() {
        return billing;
    }
}
