package dev.fleetward.core.region.likeness;

import java.util.ArrayList;
import java.util.List;

/// Do the distances of border inputs from their reference grow, however slowly? Each day's distance
/// is ranked among all since the reference; while nothing changes, the rank is as likely to be any,
/// whatever the earlier ones were (Vovk, Gammerman and Shafer 2005), so that no stake that is bet
/// on high ranks is expected to grow. A stake is bet anew every day, and their sum is looked at
/// (the Shiryaev–Roberts detector; as an e-detector: Shin, Ramdas and Rinaldo 2022): on average at
/// least [#DAYS_BETWEEN_FALSE_ALARMS] days pass until it is as large as that without cause.
///
/// The counterpart of [BorderWatch], whose baseline follows a slow change, and which finds a sudden
/// one within days. Confined to its owner; what it knows goes out as [#notes] and comes back
/// through the constructor.
public final class BorderDrift {
    /// The stated rate of false alarms: one in ten years of an endpoint.
    public static final int DAYS_BETWEEN_FALSE_ALARMS = 3_650;

    /// Days that are ranked; then the ranking begins anew.
    static final int MOST_DAYS = 400;

    /// A bet multiplies its stake by ε·p^(ε−1), where p is the share of days that are at least as
    /// far: the smaller ε, the more is staked on the highest rank.
    private static final double[] BETS = {0.15, 0.3, 0.5, 0.7};

    private final List<Double> distances = new ArrayList<>();
    private final double[] sums = new double[BETS.length];
    private boolean alarmed;

    /// What is kept.
    ///
    /// @param distances of the days that are ranked
    /// @param sums one for each bet
    public record Notes(List<Double> distances, List<Double> sums, boolean alarmed) {
        public static final Notes NOTHING = new Notes(List.of(), List.of(), false);

        public Notes {
            distances = List.copyOf(distances);
            sums = List.copyOf(sums);
        }
    }

    public BorderDrift(Notes known) {
        distances.addAll(known.distances);
        for (int bet = 0; bet < Math.min(sums.length, known.sums.size()); bet++) {
            sums[bet] = known.sums.get(bet);
        }
        alarmed = known.alarmed;
    }

    /// @param distance of one day, mean total variation from the reference; days may be missing
    /// @return whether it is the alarm: once
    public boolean see(double distance) {
        if (distances.size() == MOST_DAYS) {
            distances.clear();
        }
        distances.add(distance);
        long asFar = distances.stream().filter(each -> each >= distance).count();
        double share = (double) asFar / distances.size();
        for (int bet = 0; bet < sums.length; bet++) {
            sums[bet] = (sums[bet] + 1) * BETS[bet] * Math.pow(share, BETS[bet] - 1);
        }
        boolean first = !alarmed && evidence() >= DAYS_BETWEEN_FALSE_ALARMS;
        alarmed |= first;
        return first;
    }

    /// What an alarm has at [#DAYS_BETWEEN_FALSE_ALARMS]; grows by one a day at most, in
    /// expectation, while nothing changes.
    public double evidence() {
        double sum = 0;
        for (double each : sums) {
            sum += each;
        }
        return sum / sums.length;
    }

    /// Whether it ever alarmed since the reference.
    public boolean isAlarmed() {
        return alarmed;
    }

    /// Days that are ranked.
    public int days() {
        return distances.size();
    }

    public Notes notes() {
        List<Double> kept = new ArrayList<>();
        for (double each : sums) {
            kept.add(each);
        }
        return new Notes(distances, kept, alarmed);
    }
}
