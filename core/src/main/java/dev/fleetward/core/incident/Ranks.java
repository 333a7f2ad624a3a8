package dev.fleetward.core.incident;

import java.util.Comparator;

/// Which of several alerts is the likeliest cause of the others. Stateless.
final class Ranks {
    private Ranks() {}

    /// The likeliest cause first; what began earlier goes before what began later.
    static final Comparator<Alert> LIKELIEST =
            Comparator.<Alert>comparingInt(alert -> rank(alert.kind()))
                    .thenComparingLong(Alert::sinceWallMicros)
                    .thenComparing(alert -> alert.subject().toString());

    /// What holds goes before what is over.
    static final Comparator<Member> PRESENT =
            Comparator.<Member>comparingInt(member -> member.holds() ? 0 : 1)
                    .thenComparing(Member::alert, LIKELIEST);

    private static int rank(Alert.Kind kind) {
        return switch (kind) {
            case NODE, ACCOUNT_REFUSED -> 0;
            case ENDPOINT_DOWN -> 1;
            case RESIDENCY -> 2;
            case VERSION -> 3;
            case DEGRADED, BEHAVIOUR -> 4;
            case SLOW -> 5;
            case REGION_LABEL -> 6;
            case UNLIKE -> 7;
            case COMPLAINTS -> 8;
            case BURN -> 9;
        };
    }

    /// Whether it tells of a failure itself, not of what follows from one.
    static boolean tellsOfAFailure(Alert alert) {
        return alert.kind() != Alert.Kind.BURN && alert.subject().endpoint() != null;
    }
}
