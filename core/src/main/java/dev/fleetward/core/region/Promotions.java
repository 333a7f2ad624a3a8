package dev.fleetward.core.region;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What became of versions that were tried. Immutable.
///
/// @param verdicts by version, as providers name them, in whatever spelling
public record Promotions(Map<String, Verdict> verdicts) {
    public static final Promotions NONE = new Promotions(Map.of());

    public enum Verdict {
        /// It counts as allowed.
        PROMOTED,
        /// It serves nobody and is not tried any more, whatever the policy says.
        REJECTED
    }

    public Promotions {
        verdicts =
                verdicts.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        it -> VersionName.plain(it.getKey()),
                                        Map.Entry::getValue,
                                        (one, other) -> other));
    }

    public Optional<Verdict> of(String version) {
        return Optional.ofNullable(verdicts.get(VersionName.plain(version)));
    }
}
