package dev.fleetward.core.season.slow;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What some places have in common that others have not. Stateless.
final class Naming {
    /// How alike the named places must be to those that moved: common ones over all of them.
    private static final double ALIKE = 0.6;

    private Naming() {}

    /// The widest name first, where several fit equally.
    ///
    /// @return null where nothing fits
    static @Nullable Suspect of(Set<Place> moved, Set<Place> all) {
        Map<Suspect, Set<Place>> named = new LinkedHashMap<>();
        if (providers(all) > 1) {
            named.put(new Suspect(Suspect.Kind.FLEET, "fleet", null, Set.of()), all);
        }
        add(named, Suspect.Kind.PROVIDER, all, Place::provider, false);
        add(named, Suspect.Kind.REGION, all, Place::region, true);
        add(named, Suspect.Kind.MODEL, all, Place::model, true);
        add(named, Suspect.Kind.REGION, all, Naming::regionOfProvider, false);
        add(named, Suspect.Kind.MODEL, all, place -> place.provider() + '/' + place.model(), false);
        add(named, Suspect.Kind.ENDPOINT, all, Place::endpoint, false);
        Suspect best = null;
        double most = ALIKE;
        for (Map.Entry<Suspect, Set<Place>> entry : named.entrySet()) {
            double alike = alike(entry.getValue(), moved);
            if (alike > most || best == null && alike == most) {
                best = entry.getKey();
                most = alike;
            }
        }
        return best;
    }

    private static @Nullable String regionOfProvider(Place place) {
        return place.region() == null ? null : place.provider() + '/' + place.region();
    }

    private static void add(
            Map<Suspect, Set<Place>> named,
            Suspect.Kind kind,
            Set<Place> all,
            Function<Place, @Nullable String> part,
            boolean acrossProviders) {
        Map<String, Set<Place>> parts = new LinkedHashMap<>();
        for (Place place : all) {
            String name = part.apply(place);
            if (name != null) {
                parts.computeIfAbsent(name, none -> new HashSet<>()).add(place);
            }
        }
        parts.forEach((name, places) -> {
            if (!acrossProviders || providers(places) > 1) {
                named.put(
                        new Suspect(
                                kind,
                                name,
                                null,
                                places.stream().map(Place::endpoint).collect(Collectors.toSet())),
                        places);
            }
        });
    }

    private static long providers(Set<Place> places) {
        return places.stream().map(Place::provider).distinct().count();
    }

    private static double alike(Set<Place> one, Set<Place> other) {
        Set<Place> common = new HashSet<>(one);
        common.retainAll(other);
        return (double) common.size() / (one.size() + other.size() - common.size());
    }
}
