package dev.fleetward.testbed.season;

import dev.fleetward.core.season.slow.Finding;
import dev.fleetward.core.season.slow.SlowVerdict;
import dev.fleetward.core.season.slow.Suspect;

/// What happens on the morning. Immutable.
enum MorningCase {
    ORDINARY("an ordinary Monday", false, false),
    DEPLOY("a deploy doubles prompts", true, false),
    PROVIDER("a provider slows down", false, true),
    BOTH("both at once", true, true);

    private final String label;
    private final boolean deployed;
    private final boolean slowed;

    MorningCase(String label, boolean deployed, boolean slowed) {
        this.label = label;
        this.deployed = deployed;
        this.slowed = slowed;
    }

    String label() {
        return label;
    }

    boolean isDeployed() {
        return deployed;
    }

    boolean isSlowed() {
        return slowed;
    }

    String wanted(String deploy, String provider) {
        return switch (this) {
            case ORDINARY -> "time of day";
            case DEPLOY -> "deploy " + deploy;
            case PROVIDER -> "provider " + provider;
            case BOTH -> "deploy " + deploy + " and provider " + provider;
        };
    }

    boolean isRight(SlowVerdict verdict, String deploy, String provider) {
        return switch (verdict) {
            case SlowVerdict.TimeOfDay _ -> this == ORDINARY;
            case SlowVerdict.Ours ours -> this == DEPLOY && isDeploy(ours.finding(), deploy);
            case SlowVerdict.Theirs theirs ->
                    this == PROVIDER && isProvider(theirs.finding(), provider);
            case SlowVerdict.Both both ->
                    this == BOTH
                            && isDeploy(both.ours(), deploy)
                            && isProvider(both.theirs(), provider);
            case SlowVerdict.Unclear _ -> false;
        };
    }

    private static boolean isDeploy(Finding finding, String name) {
        return finding.suspect().kind() == Suspect.Kind.DEPLOY
                && finding.suspect().name().equals(name)
                && finding.isByPrompts();
    }

    private static boolean isProvider(Finding finding, String name) {
        return finding.suspect().kind() == Suspect.Kind.PROVIDER
                && finding.suspect().name().equals(name);
    }
}
