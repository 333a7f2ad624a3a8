package dev.fleetward.core.incident;

import java.util.List;

/// What somebody took on when they acknowledged an incident: the alerts that it had then.
/// Immutable.
///
/// @param members the incident's alerts now
record TakenOn(Incident.Acknowledgement by, List<Member> members) {
    TakenOn {
        members = List.copyOf(members);
    }

    /// Whether they have to hear of an alert that joins, returns or becomes more urgent: it pages,
    /// and either no other that pages holds, or it is no part of what they took on.
    boolean leavesOut(Alert alert, Dependencies fleet) {
        if (alert.severity() != Severity.PAGE) {
            return false;
        }
        boolean another =
                members.stream()
                        .filter(Member::holds)
                        .map(Member::alert)
                        .anyMatch(other ->
                                other.severity() == Severity.PAGE
                                        && !other.key().equals(alert.key()));
        return !another
                || members.stream()
                        .filter(member -> member.joinedWallMicros() <= by.wallMicros())
                        .noneMatch(member -> fleet.covers(member.alert(), alert));
    }
}
