package dev.fleetward.core.season.slow;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.stream.Collectors;

/// Verdicts in plain English. Stateless.
final class Words {
    private static final double AS_FAST = Math.log(1.03);

    private Words() {}

    static String of(SlowVerdict.TimeOfDay verdict) {
        Evidence evidence = verdict.evidence();
        return (evidence.season() > AS_FAST ? "Time of day: " : "Nothing unusual: ")
                + season(evidence)
                + ", and calls are within the band of this hour ("
                + signed(evidence.residual())
                + ", usual up to "
                + signed(evidence.band())
                + ").";
    }

    static String of(SlowVerdict.Ours verdict) {
        return "Ours: "
                + cause(verdict.finding(), verdict.evidence())
                + besides(verdict.evidence());
    }

    static String of(SlowVerdict.Theirs verdict) {
        return "Theirs: "
                + cause(verdict.finding(), verdict.evidence())
                + besides(verdict.evidence());
    }

    static String of(SlowVerdict.Both verdict) {
        return "Both. Ours: "
                + cause(verdict.ours(), verdict.evidence())
                + " Theirs: "
                + cause(verdict.theirs(), verdict.evidence())
                + besides(verdict.evidence());
    }

    static String of(SlowVerdict.Unclear verdict) {
        return "Unclear: "
                + verdict.missing().stream().map(Missing::words).collect(Collectors.joining("; "))
                + ".";
    }

    private static String cause(Finding finding, Evidence evidence) {
        StringBuilder text = new StringBuilder(finding.suspect().words());
        if (finding.isByPrompts()) {
            double grown = finding.tokensAfter() / finding.tokensBefore();
            String how =
                    grown >= 1.7 && grown <= 2.4
                            ? "doubled"
                            : String.format(Locale.ROOT, "made %.1f times as long", grown);
            text.append(
                    finding.suspect().kind() == Suspect.Kind.DEPLOY && how.equals("doubled")
                            ? " doubled the prompts"
                            : ", prompts " + how);
            text.append(
                    String.format(
                            Locale.ROOT,
                            " (%,.0f to %,.0f tokens)",
                            finding.tokensBefore(),
                            finding.tokensAfter()));
        }
        if (finding.isByRouting()) {
            text.append(", calls went to slower endpoints");
        }
        text.append(": first token ")
                .append(finding.total().words())
                .append(" since ")
                .append(time(finding.sinceMicros(), evidence.zone()));
        if (finding.total().isControlled()) {
            text.append(", against ").append(finding.total().controls());
        } else {
            text.append(", with nothing untouched to hold it against");
        }
        return text.append('.').toString();
    }

    private static String besides(Evidence evidence) {
        return Math.abs(evidence.season()) < Rules.MATERIAL
                ? ""
                : " The hour is not in these numbers: " + season(evidence) + ".";
    }

    /// Such as `10:00 in New York is normally 32% slower than the day's median`.
    static String season(Evidence evidence) {
        String hour = moment(evidence.hourMicros(), evidence.zone());
        if (Math.abs(evidence.season()) <= AS_FAST) {
            return hour + " is normally as fast as the day's median";
        }
        return String.format(
                Locale.ROOT,
                "%s is normally %.0f%% %s than the day's median",
                hour,
                Math.abs(Math.expm1(evidence.season())) * 100,
                evidence.season() > 0 ? "slower" : "faster");
    }

    /// Such as `10:00 in New York`.
    static String moment(long micros, ZoneId zone) {
        return time(micros, zone) + place(zone);
    }

    private static String time(long micros, ZoneId zone) {
        ZonedDateTime at = Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L)).atZone(zone);
        return String.format(Locale.ROOT, "%02d:%02d", at.getHour(), at.getMinute());
    }

    private static String place(ZoneId zone) {
        String id = zone.getId();
        if (zone.normalized().equals(ZoneOffset.UTC)) {
            return " UTC";
        }
        int slash = id.lastIndexOf('/');
        return slash < 0 ? " " + id : " in " + id.substring(slash + 1).replace('_', ' ');
    }

    /// A logarithm as a change, such as `+32%`.
    static String signed(double log) {
        return String.format(Locale.ROOT, "%+.0f%%", Math.expm1(log) * 100);
    }
}
