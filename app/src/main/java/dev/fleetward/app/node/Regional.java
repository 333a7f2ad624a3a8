package dev.fleetward.app.node;

import dev.fleetward.control.ledger.Ledger;
import dev.fleetward.control.likeness.Likenesses;
import dev.fleetward.control.likeness.live.LiveLikeness;
import dev.fleetward.control.region.KeptFinding;
import dev.fleetward.control.region.KeptFinding.Kind;
import dev.fleetward.control.region.RegionWatch;
import dev.fleetward.control.region.Told;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.unit.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which model answers where, by what providers say and by how it answers. Either raises a
/// suspicion, on which whole answers are compared. Thread-safe.
final class Regional implements AutoCloseable {
    /// What speaks for another model than the reference was taken of. A new build does not: there
    /// is one every week.
    private static final Set<Kind> SUSPICIOUS = EnumSet.of(Kind.DIFFERS, Kind.MIXES, Kind.LABEL);

    private final RegionWatch regions;
    private final LiveLikeness live;

    private Regional(RegionWatch regions, LiveLikeness live) {
        this.regions = regions;
        this.live = live;
    }

    static Regional start(
            Ledger ledger, Upkeep kept, Current current, Likenesses models, Clock clock) {
        RegionWatch regions =
                RegionWatch.start(
                        ledger,
                        kept.store(),
                        current::snapshot,
                        clock,
                        new Told() {
                            @Override
                            public void versions(VersionTruth truth) {
                                current.know(truth);
                            }

                            @Override
                            public void found(List<KeptFinding> findings) {
                                kept.found(findings);
                                findings.stream()
                                        .filter(each -> SUSPICIOUS.contains(each.kind()))
                                        .forEach(each ->
                                                models.suspect(
                                                        each.cell().endpoint(), each.words()));
                            }
                        });
        LiveLikeness live =
                LiveLikeness.start(
                        ledger,
                        kept.store(),
                        current::snapshot,
                        clock,
                        (finding, endpoints) -> {
                            regions.take(finding);
                            endpoints.forEach(each -> models.suspect(each, finding.words()));
                        });
        return new Regional(regions, live);
    }

    RegionWatch regions() {
        return regions;
    }

    LiveLikeness live() {
        return live;
    }

    /// What live traffic showed last is told before the regions' findings are written.
    @Override
    public void close() throws InterruptedException {
        try {
            live.close();
        } finally {
            regions.close();
        }
    }
}
