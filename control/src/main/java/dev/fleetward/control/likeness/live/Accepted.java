package dev.fleetward.control.likeness.live;

import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Stream;
import org.jspecify.annotations.Nullable;

/// A difference of two regions that somebody took for right. Immutable.
public record Accepted(Stream stream, String region, String other, Signal signal) {
    static @Nullable Accepted of(
            Stream stream, String region, @Nullable String other, Signal signal) {
        return other == null ? null : new Accepted(stream, region, other, signal);
    }

    static @Nullable Accepted of(LikenessBook.Line line) {
        return of(line.stream(), line.region(), line.other(), line.verdict().signal());
    }
}
