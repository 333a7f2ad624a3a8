package dev.fleetward.core.region;

import dev.fleetward.core.region.Geography.Relation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which regions lie in which residency zones: as the fleet's endpoints are configured, and for
/// zones that are named as areas are (`eu`, `us`, `de`) by geography. Immutable.
public final class Zones {
    /// What is known of a served region.
    public enum Standing {
        INSIDE,
        OUTSIDE,
        /// The provider names only an area that reaches out of the zone (`global` for `eu`).
        UNPROVEN,
        /// Nothing says where it lies.
        UNKNOWN
    }

    public static final Zones GEOGRAPHY = new Zones(Map.of(), ZoneProof.STRICT);

    /// By a region's key, the zones that endpoints there are configured for.
    private final Map<String, Set<String>> zonesOf;

    private final ZoneProof proof;

    private Zones(Map<String, Set<String>> zonesOf, ZoneProof proof) {
        this.zonesOf = Map.copyOf(zonesOf);
        this.proof = proof;
    }

    /// A region of the fleet, and the zone that it is configured for.
    public record Place(String region, String zone) {}

    public static Zones of(Collection<Place> places) {
        return of(places, ZoneProof.STRICT);
    }

    public static Zones of(Collection<Place> places, ZoneProof proof) {
        Map<String, Set<String>> zonesOf = new HashMap<>();
        for (Place place : places) {
            zonesOf.computeIfAbsent(Geography.key(place.region()), key -> new HashSet<>())
                    .add(place.zone());
        }
        return new Zones(zonesOf, proof);
    }

    /// Whether an answer from a region may not go to its caller.
    ///
    /// @param allowed the only zones that may serve; empty for anywhere
    public boolean forbids(String region, Set<String> allowed) {
        return switch (standing(region, allowed)) {
            case INSIDE, UNKNOWN -> false;
            case UNPROVEN -> proof == ZoneProof.STRICT;
            case OUTSIDE -> true;
        };
    }

    /// Whether what is not proven is forbidden.
    public boolean isStrict() {
        return proof == ZoneProof.STRICT;
    }

    /// How a place that is configured lies to the zone that is named for it, by geography alone.
    ///
    /// @param place a region or an area
    public static Standing claimed(String place, String zone) {
        return GEOGRAPHY.standing(place, Set.of(zone));
    }

    /// @param allowed the only zones that may serve; empty for anywhere
    public Standing standing(String region, Set<String> allowed) {
        if (allowed.isEmpty()) {
            return Standing.INSIDE;
        }
        if (!Geography.says(region)) {
            return Standing.UNKNOWN;
        }
        Set<String> configured = zonesOf.getOrDefault(Geography.key(region), Set.of());
        if (configured.stream().anyMatch(allowed::contains)) {
            return Standing.INSIDE;
        }
        boolean around = false;
        boolean unknown = false;
        for (String zone : allowed) {
            Relation relation = Geography.relation(zone, region);
            if (relation == Relation.SAME || relation == Relation.WITHIN) {
                return Standing.INSIDE;
            }
            around |= relation == Relation.AROUND;
            unknown |= relation == Relation.UNKNOWN || !Geography.knows(zone);
        }
        if (around) {
            return Standing.UNPROVEN;
        }
        return unknown && configured.isEmpty() ? Standing.UNKNOWN : Standing.OUTSIDE;
    }
}
