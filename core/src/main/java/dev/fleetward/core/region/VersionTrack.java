package dev.fleetward.core.region;

import java.util.LinkedHashSet;
import java.util.Set;

/// One version in one cell. Confined to its book.
final class VersionTrack {
    /// Builds that are known by name.
    static final int MOST_BUILDS = 32;

    final String version;

    /// It only repeats the name that was sent.
    final boolean echo;

    final boolean dated;
    final long firstWallMicros;
    long lastWallMicros;
    long calls;
    long late;
    long moved;

    /// Since when it served, or serves, the cell alone; −1 if it never did.
    long fullSince = -1;

    boolean differenceTold;
    final Set<String> builds = new LinkedHashSet<>();

    VersionTrack(String version, boolean echo, long wallMicros) {
        this.version = version;
        this.echo = echo;
        this.dated = VersionName.isDated(version);
        this.firstWallMicros = wallMicros;
        this.lastWallMicros = wallMicros;
    }

    long served() {
        return Math.max(0, calls + late - moved);
    }
}
