package dev.fleetward.core.region;

import dev.fleetward.core.region.Geography.Relation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What served a call: what we asked for, and what the provider says it was. Immutable.
///
/// @param regionAsked the endpoint's configured region, or null
/// @param regionServed as the provider wrote it, or null where it said none
/// @param modelSent the model's name (or Azure deployment) that the endpoint was asked for
/// @param modelServed as the provider wrote it, or null
/// @param fingerprint of the system or of the backend session: a build, a weaker sign than the name
public record Identity(
        String provider,
        @Nullable String account,
        String endpoint,
        @Nullable String regionAsked,
        @Nullable String regionServed,
        String modelSent,
        @Nullable String modelServed,
        @Nullable String fingerprint) {

    /// Where it belongs.
    public Cell cell() {
        return new Cell(modelSent, region(), endpoint);
    }

    /// The region of its cell. What the provider says goes before what we asked for, unless it says
    /// the same in other letters or merely names the area around it. A call whose answer names no
    /// region is never given one by guess: it stays in the cell of the region asked.
    public @Nullable String region() {
        if (regionServed == null || !Geography.says(regionServed)) {
            return regionAsked == null ? null : Geography.canonical(regionAsked);
        }
        if (regionAsked == null) {
            return Geography.canonical(regionServed);
        }
        return switch (Geography.relation(regionAsked, regionServed)) {
            case SAME, AROUND -> Geography.canonical(regionAsked);
            case WITHIN, ELSEWHERE, UNKNOWN -> Geography.canonical(regionServed);
        };
    }

    /// How the region served lies to where the endpoint may answer from: its configured region, or
    /// the area in front of a Bedrock model's name, which is wider.
    public Relation label() {
        if (regionServed == null || !Geography.says(regionServed)) {
            return Relation.UNKNOWN;
        }
        Optional<String> reach = VersionName.reach(modelSent);
        if (reach.isPresent()) {
            return Geography.relation(reach.get(), regionServed);
        }
        return regionAsked == null
                ? Relation.UNKNOWN
                : Geography.relation(regionAsked, regionServed);
    }

    /// The version that served it: the served model's name in its plain spelling. Empty where the
    /// provider names none. One that only repeats the name that was sent is [#isEcho()].
    public Optional<String> version() {
        return modelServed == null || modelServed.isBlank()
                ? Optional.empty()
                : Optional.of(VersionName.plain(modelServed));
    }

    /// Whether the provider repeats the name that it was sent, without a date: an alias or a
    /// deployment's name, which says nothing of the version behind it.
    public boolean isEcho() {
        return version().filter(name -> VersionName.isEcho(modelSent, name)).isPresent();
    }

    /// The same call, now that its region is known.
    public Identity servedIn(String region) {
        return new Identity(
                provider,
                account,
                endpoint,
                regionAsked,
                region,
                modelSent,
                modelServed,
                fingerprint);
    }
}
