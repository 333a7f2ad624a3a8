package dev.fleetward.control.admin;

import static dev.fleetward.control.admin.FleetView.members;

import dev.fleetward.core.health.Degraded;
import dev.fleetward.core.health.HealthView;

/// An endpoint's health as JSON members. Stateless.
final class HealthMembers {
    private HealthMembers() {}

    static Object of(HealthView health) {
        Degraded degraded = health.degraded();
        return members(
                "state", health.state().label(),
                "cause", health.cause() == null ? null : health.cause().label(),
                "words", health.words(),
                "stateSinceMicros",
                        health.stateSinceWallMicros() == 0 ? null : health.stateSinceWallMicros(),
                "troubleSinceMicros",
                        health.troubleSinceWallMicros() == 0
                                ? null
                                : health.troubleSinceWallMicros(),
                "remainingMillis", FleetView.millis(health.remainingNanos()),
                "openings", health.openings(),
                "rests", health.rests(),
                "trialsUnderWay", health.trialsUnderWay(),
                "trialsPassed", health.trialsPassed(),
                "sharePercent", health.share(),
                "degraded",
                        degraded == null
                                ? null
                                : members(
                                        "symptom", degraded.symptom().label(),
                                        "seen", degraded.seen(),
                                        "expected", degraded.expected(),
                                        "calls", degraded.calls(),
                                        "words", degraded.words()),
                "symptoms", health.symptoms().stream().map(HealthMembers::symptom).toList());
    }

    private static Object symptom(HealthView.SymptomView symptom) {
        return members(
                "symptom", symptom.symptom().label(),
                "evidence", symptom.level(),
                "seen", symptom.seen(),
                "calls", symptom.calls(),
                "expected", symptom.expected(),
                "alarms", symptom.alarms());
    }
}
