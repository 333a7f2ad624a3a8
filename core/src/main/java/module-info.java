/// The thinking that both planes share. Needs nothing but the Java language; the compiler holds it
/// to that, so neither a driver nor a clock can slip in.
@org.jspecify.annotations.NullMarked
module dev.fleetward.core {
    requires static transitive org.jspecify;

    exports dev.fleetward.core.call;
    exports dev.fleetward.core.call.chat;
    exports dev.fleetward.core.cost;
    exports dev.fleetward.core.evaluation;
    exports dev.fleetward.core.event;
    exports dev.fleetward.core.failure;
    exports dev.fleetward.core.fair;
    exports dev.fleetward.core.health;
    exports dev.fleetward.core.hygiene;
    exports dev.fleetward.core.incident;
    exports dev.fleetward.core.objective;
    exports dev.fleetward.core.quota;
    exports dev.fleetward.core.quota.fit;
    exports dev.fleetward.core.quota.starvation;
    exports dev.fleetward.core.region;
    exports dev.fleetward.core.region.likeness;
    exports dev.fleetward.core.route;
    exports dev.fleetward.core.season;
    exports dev.fleetward.core.season.slow;
    exports dev.fleetward.core.season.work;
    exports dev.fleetward.core.snapshot;
    exports dev.fleetward.core.unit;
    exports dev.fleetward.core.view;
}
