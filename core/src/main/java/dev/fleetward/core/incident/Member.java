package dev.fleetward.core.incident;

/// An alert of an incident. Immutable.
///
/// @param alert as it was raised when it joined, returned or changed its severity; its words are
///   the newest ones
/// @param joinedWallMicros when it became part of the incident
/// @param clearedWallMicros when it no longer held, or [#HOLDS]
public record Member(Alert alert, long joinedWallMicros, long clearedWallMicros) {
    public static final long HOLDS = Long.MAX_VALUE;

    public boolean holds() {
        return clearedWallMicros == HOLDS;
    }

    Member raised(Alert again) {
        return new Member(again, joinedWallMicros, HOLDS);
    }

    Member saying(String words) {
        Alert same =
                new Alert(
                        alert.kind(),
                        alert.severity(),
                        alert.subject(),
                        words,
                        alert.sinceWallMicros());
        return new Member(same, joinedWallMicros, clearedWallMicros);
    }

    Member cleared(long wallMicros) {
        return new Member(alert, joinedWallMicros, wallMicros);
    }
}
