package dev.fleetward.core.region;

import dev.fleetward.core.call.CallId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a sighting shows that was not known. Immutable.
public sealed interface RegionFinding {
    Cell cell();

    /// The sighting's time.
    long wallMicros();

    /// The call that shows it.
    CallId call();

    /// A cell showed a version for the first time.
    ///
    /// @param before the other versions that it showed earlier; empty for a new cell's first
    /// @param afterEcho whether answers came before it that named no version
    record VersionAppeared(
            Cell cell,
            String version,
            List<String> before,
            boolean afterEcho,
            long wallMicros,
            CallId call)
            implements RegionFinding {
        public VersionAppeared {
            before = List.copyOf(before);
        }

        /// Whether no other version was known: the cell is new, or it named none until now.
        public boolean isFirst() {
            return before.isEmpty();
        }
    }

    /// A cell serves two versions in turn. Told once for each window.
    ///
    /// @param version of this call
    /// @param other of the call before it
    record VersionsMix(Cell cell, String version, String other, long wallMicros, CallId call)
            implements RegionFinding {}

    /// A cell shows a version that others of the same model do not. Told once for each cell and
    /// version, at the first call that shows it.
    ///
    /// @param others the cells that serve only other versions
    record VersionsDiffer(
            Cell cell, String version, List<Other> others, long wallMicros, CallId call)
            implements RegionFinding {
        public VersionsDiffer {
            others = List.copyOf(others);
        }

        /// @param version what it served last
        public record Other(Cell cell, String version) {}
    }

    /// A version is back that was gone.
    ///
    /// @param instead what had taken its place
    record VersionReturned(
            Cell cell,
            String version,
            String instead,
            long lastSeenWallMicros,
            long wallMicros,
            CallId call)
            implements RegionFinding {}

    /// A cell shows a build for the first time, other than its first: the name is the same.
    record BuildAppeared(Cell cell, String version, String build, long wallMicros, CallId call)
            implements RegionFinding {}

    /// The provider names a region that the endpoint is not in. Told once for each cell.
    record LabelContradicts(Cell cell, String asked, String served, long wallMicros, CallId call)
            implements RegionFinding {}

    /// A call was served outside the zones that may serve it. Told for every such call.
    ///
    /// @param proven false where the provider names an area that is wider than the zone
    /// @param requestId the provider's, or null
    record ServedOutsideZone(
            Cell cell,
            String feature,
            List<String> zones,
            String served,
            boolean proven,
            @Nullable String requestId,
            long wallMicros,
            CallId call)
            implements RegionFinding {
        public ServedOutsideZone {
            zones = List.copyOf(zones);
        }
    }

    /// The book is full: what it does not know yet, it does not learn. Told once for each bound.
    record BookFull(Cell cell, Bound bound, long wallMicros, CallId call)
            implements RegionFinding {}

    enum Bound {
        CELLS,
        VERSIONS_PER_CELL,
        BUILDS_PER_VERSION
    }
}
