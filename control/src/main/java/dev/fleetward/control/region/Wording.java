package dev.fleetward.control.region;

import dev.fleetward.control.region.KeptFinding.Kind;
import dev.fleetward.core.region.RegionFinding;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Findings in words. Stateless.
final class Wording {
    private Wording() {}

    static KeptFinding keep(RegionFinding finding) {
        return switch (finding) {
            case RegionFinding.VersionAppeared it ->
                    kept(
                            Kind.APPEARED,
                            it,
                            it.version(),
                            it.cell()
                                    + " shows "
                                    + it.version()
                                    + " for the first time"
                                    + (it.isFirst()
                                            ? "."
                                            : "; before it served "
                                                    + String.join(", ", it.before())
                                                    + "."));
            case RegionFinding.VersionsMix it ->
                    kept(
                            Kind.MIXES,
                            it,
                            it.version(),
                            it.cell()
                                    + " serves "
                                    + it.version()
                                    + " and "
                                    + it.other()
                                    + " in turn.");
            case RegionFinding.VersionsDiffer it ->
                    kept(
                            Kind.DIFFERS,
                            it,
                            it.version(),
                            it.cell()
                                    + " shows "
                                    + it.version()
                                    + ", which other regions do not serve: "
                                    + it.others().stream()
                                            .limit(4)
                                            .map(Wording::other)
                                            .collect(Collectors.joining(", "))
                                    + (it.others().size() > 4 ? ", …" : "")
                                    + ".");
            case RegionFinding.VersionReturned it ->
                    kept(
                            Kind.RETURNED,
                            it,
                            it.version(),
                            it.cell()
                                    + " serves "
                                    + it.version()
                                    + " again, which "
                                    + it.instead()
                                    + " had replaced.");
            case RegionFinding.BuildAppeared it ->
                    kept(
                            Kind.BUILD,
                            it,
                            it.version() + " " + it.build(),
                            it.cell()
                                    + " shows a new build of "
                                    + it.version()
                                    + ": "
                                    + it.build()
                                    + ".");
            case RegionFinding.LabelContradicts it ->
                    kept(
                            Kind.LABEL,
                            it,
                            it.served(),
                            "The provider says that "
                                    + it.cell().endpoint()
                                    + " answers from "
                                    + it.served()
                                    + "; its region is "
                                    + it.asked()
                                    + ".");
            case RegionFinding.ServedOutsideZone it ->
                    kept(
                            it.proven() ? Kind.OUTSIDE : Kind.UNPROVEN,
                            it,
                            it.served(),
                            it.feature(),
                            it.cell().endpoint()
                                    + " served a call of "
                                    + it.feature()
                                    + (it.proven() ? " from " : " from somewhere in ")
                                    + it.served()
                                    + ", and it may be served in "
                                    + String.join(", ", it.zones())
                                    + " alone ("
                                    + it.call()
                                    + ").");
            case RegionFinding.BookFull it ->
                    kept(
                            Kind.FULL,
                            it,
                            it.bound().name(),
                            "The memory of regions is full ("
                                    + it.bound().name().toLowerCase(java.util.Locale.ROOT)
                                    + "): what it does not know yet, it does not learn.");
        };
    }

    private static String other(RegionFinding.VersionsDiffer.Other other) {
        String region = other.cell().region();
        return other.version()
                + " in "
                + (region == null ? "an unknown region" : region)
                + " at "
                + other.cell().endpoint();
    }

    private static KeptFinding kept(Kind kind, RegionFinding of, String what, String words) {
        return kept(kind, of, what, null, words);
    }

    private static KeptFinding kept(
            Kind kind, RegionFinding of, String what, @Nullable String feature, String words) {
        return new KeptFinding(
                kind, of.cell(), what, feature, of.wallMicros(), of.call().toString(), words);
    }
}
