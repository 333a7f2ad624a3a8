package dev.fleetward.core.season.slow;

/// The numbers of the verdict, in one place. Stateless.
final class Rules {
    /// The least change that matters: 10%, which is also the least half width of a band.
    static final double MATERIAL = Math.log(1.10);

    /// What the lower end of an interval must reach; above zero, since where a change begins is
    /// looked for as well.
    static final double SURELY = Math.log(1.04);

    /// Slots without which there is no before: half an hour.
    static final int SLOTS_BEFORE = 6;

    /// Slots without which there is no after: twenty minutes.
    static final int SLOTS_AFTER = 4;

    static final long CALLS = 50;

    /// An interval of a before and after of which half the width is more than this says nothing:
    /// 25%.
    static final double WIDE = Math.log(1.25);

    static final int RESAMPLES = 400;

    /// Slots that the bootstrap keeps together, so that noise that lasts does not look like
    /// certainty.
    static final int BLOCK = 3;

    /// Blocks without which they are shorter.
    static final int BLOCKS = 4;

    /// The part of the best division's sum of squares that the division at a mark must explain, for
    /// the change to begin with the mark.
    static final double FROM_THE_MARK = 0.75;

    /// How much longer prompts are that grew.
    static final double GROWN = 1.15;

    private Rules() {}
}
