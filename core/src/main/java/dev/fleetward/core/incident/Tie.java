package dev.fleetward.core.incident;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Why two alerts belong to one incident, strongest first.
enum Tie {
    /// They tell of the same endpoint.
    ENDPOINT,
    /// One tells of an endpoint, the other of the suffering of those that it serves.
    SERVES,
    /// Two that suffer begin with the same endpoint.
    SUFFER_TOGETHER,
    POOL,
    PROVIDER,
    REGION,
    NONE;

    /// Whether an alert that has this tie to several incidents shows that they are one.
    boolean merges() {
        return this == ENDPOINT || this == SERVES;
    }

    /// The strongest tie of `alert` to one of `members`. That something suffers of which both
    /// endpoints serve a part does not make one failure of two: where others failed already, a
    /// further failure needs a tie to one of them.
    static Tie of(Alert alert, List<Member> members, Dependencies fleet, IncidentPolicy policy) {
        Tie strongest = NONE;
        boolean otherFailed = false;
        boolean tiedToAFailure = false;
        for (Member member : members) {
            Tie tie = of(alert, member, fleet, policy);
            strongest = tie.compareTo(strongest) < 0 ? tie : strongest;
            if (Ranks.tellsOfAFailure(member.alert())) {
                otherFailed = true;
                tiedToAFailure |= tie != NONE;
            }
        }
        boolean apart = Ranks.tellsOfAFailure(alert) && otherFailed && !tiedToAFailure;
        return apart && strongest == SERVES ? NONE : strongest;
    }

    /// The strongest tie of `alert` to `member`.
    static Tie of(Alert alert, Member member, Dependencies fleet, IncidentPolicy policy) {
        Subject one = alert.subject();
        Subject other = member.alert().subject();
        if (same(one.endpoint(), other.endpoint())) {
            return ENDPOINT;
        }
        if (serves(alert, member, fleet, policy)) {
            return SERVES;
        }
        long apart = Math.abs(alert.sinceWallMicros() - member.alert().sinceWallMicros());
        if (apart <= policy.nearMicros()) {
            if (one.endpoint() == null
                    && other.endpoint() == null
                    && fleet.sharesItsFirstEndpoint(one, other)) {
                return SUFFER_TOGETHER;
            }
            if (same(one.pool(), other.pool())) {
                return POOL;
            }
            if (same(one.provider(), other.provider())) {
                return PROVIDER;
            }
        }
        return apart <= policy.regionMicros() && same(one.region(), other.region()) ? REGION : NONE;
    }

    private static boolean same(@Nullable String one, @Nullable String other) {
        return one != null && Objects.equals(one, other);
    }

    private static boolean serves(
            Alert alert, Member member, Dependencies fleet, IncidentPolicy policy) {
        Alert other = member.alert();
        if (Ranks.tellsOfAFailure(other) && suffers(alert)) {
            long over = member.holds() ? Long.MAX_VALUE : member.clearedWallMicros();
            return fleet.serves(other.subject(), alert.subject())
                    && alert.sinceWallMicros() >= other.sinceWallMicros() - policy.burnMicros()
                    && (member.holds() || alert.sinceWallMicros() <= over + policy.burnMicros());
        }
        if (Ranks.tellsOfAFailure(alert) && suffers(other)) {
            return fleet.serves(alert.subject(), other.subject())
                    && other.sinceWallMicros() >= alert.sinceWallMicros() - policy.burnMicros();
        }
        return false;
    }

    private static boolean suffers(Alert alert) {
        return alert.kind() == Alert.Kind.BURN && alert.subject().endpoint() == null;
    }
}
