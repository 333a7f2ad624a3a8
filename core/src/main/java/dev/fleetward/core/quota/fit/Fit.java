package dev.fleetward.core.quota.fit;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.fit.Division.Demand;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether a new load fits into a pool beside the recorded ones, and who would feel it. Each limit
/// of the pool is divided on its own, and the tightest one counts: what one limit holds back is not
/// given to others in the next, so the answer errs on the side of waiting. Immutable.
///
/// @param before without the new load, the new load's feature and class included
/// @param after with it, in the same order
/// @param fresh what was asked about
public record Fit(List<Outcome> before, List<Outcome> after, Claim fresh) {

    /// What becomes of the calls of one feature and class.
    ///
    /// @param served the part of what they ask that they get, 0 to 1
    /// @param tightest the limit that holds the rest back, in the words of the configuration; null
    ///   if all is served
    /// @param kept the part of what they get that is the feature's own reservation, 0 to 1
    public record Outcome(
            String feature,
            CallClass callClass,
            Load asked,
            double served,
            @Nullable String tightest,
            double kept) {

        /// Tokens per minute that wait or are refused.
        public double waitingTokens() {
            return asked.tokens() * (1 - served);
        }
    }

    /// A feature that gets less for the new load's sake.
    ///
    /// @param tokensPerMinute that it got before and gets no more
    public record Loss(
            String feature,
            CallClass callClass,
            double servedBefore,
            double servedAfter,
            double tokensPerMinute,
            @Nullable String tightest) {}

    /// Below this a difference is rounding.
    private static final double TOLERANCE = 1e-9;

    /// A loss of less than this part of what is asked is not told.
    private static final double LEAST_LOSS = 1e-4;

    public Fit {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    /// @param shares of every feature that has one in the pool
    /// @param recorded what is asked already; several of one feature and class are added up
    public static Fit of(
            Pool pool,
            Map<String, Share> shares,
            ClassPolicies classes,
            List<Claim> recorded,
            Claim fresh) {
        List<Claim> all = new ArrayList<>(recorded);
        all.add(new Claim(fresh.feature(), fresh.callClass(), Load.NOTHING));
        List<Claim> without = merged(all);
        all.add(fresh);
        return new Fit(
                outcomes(pool, shares, classes, without),
                outcomes(pool, shares, classes, merged(all)),
                fresh);
    }

    private record Key(String feature, CallClass callClass) {}

    /// One claim for each feature and class, urgent classes first.
    private static List<Claim> merged(List<Claim> claims) {
        Map<Key, Load> loads = new LinkedHashMap<>();
        claims.forEach(claim ->
                loads.merge(new Key(claim.feature(), claim.callClass()), claim.load(), Load::plus));
        return loads.entrySet().stream()
                .map(entry ->
                        new Claim(
                                entry.getKey().feature(),
                                entry.getKey().callClass(),
                                entry.getValue()))
                .sorted(Comparator.comparing(Claim::callClass).thenComparing(Claim::feature))
                .toList();
    }

    private static List<Outcome> outcomes(
            Pool pool, Map<String, Share> shares, ClassPolicies classes, List<Claim> claims) {
        double[] served = new double[claims.size()];
        double[] kept = new double[claims.size()];
        @Nullable String[] tightest = new @Nullable String[claims.size()];
        java.util.Arrays.fill(served, 1);
        java.util.Arrays.fill(kept, 1);
        for (Limit limit : Limit.values()) {
            if (limit.of(pool) == Pool.UNLIMITED) {
                continue;
            }
            List<Demand> demands =
                    claims.stream()
                            .map(claim ->
                                    new Demand(
                                            claim.feature(),
                                            claim.callClass(),
                                            limit.taken(pool, claim.load())))
                            .toList();
            Division division = Division.of((double) limit.of(pool), demands, shares, classes);
            for (int i = 0; i < served.length; i++) {
                double wanted = demands.get(i).wanted();
                double got = division.granted(i);
                double part = wanted > 0 ? Math.min(1, got / wanted) : 1;
                if (got > 0) {
                    kept[i] = Math.min(kept[i], division.kept(i) / got);
                }
                if (part < served[i] - TOLERANCE) {
                    served[i] = part;
                    tightest[i] = limit.key();
                }
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < served.length; i++) {
            Claim claim = claims.get(i);
            outcomes.add(
                    new Outcome(
                            claim.feature(),
                            claim.callClass(),
                            claim.load(),
                            served[i],
                            tightest[i],
                            kept[i]));
        }
        return outcomes;
    }

    /// What becomes of the new load.
    public Outcome outcome() {
        return after.stream()
                .filter(outcome ->
                        outcome.feature().equals(fresh.feature())
                                && outcome.callClass() == fresh.callClass())
                .findFirst()
                .orElseThrow();
    }

    /// Whether all of the new load is served, and nobody gets less for it.
    public boolean fits() {
        return outcome().served() >= 1 - LEAST_LOSS && losses().isEmpty();
    }

    /// Who gets less, the greatest loss first.
    public List<Loss> losses() {
        List<Loss> losses = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Outcome then = before.get(i);
            Outcome now = after.get(i);
            double lost = then.served() - now.served();
            if (lost > LEAST_LOSS && then.asked().requests() > 0) {
                losses.add(
                        new Loss(
                                then.feature(),
                                then.callClass(),
                                then.served(),
                                now.served(),
                                lost * then.asked().tokens(),
                                now.tightest()));
            }
        }
        losses.sort(Comparator.comparingDouble(Loss::tokensPerMinute).reversed());
        return losses;
    }

    /// A limit that not even one such call fits into, in the words of the configuration, or null.
    public static @Nullable String neverFits(Pool pool, long input, long output) {
        Load one = new Load(1, input, output, 1, (double) input + output);
        for (Limit limit : Limit.values()) {
            if (limit.of(pool) != Pool.UNLIMITED && limit.taken(pool, one) > limit.of(pool)) {
                return limit.key();
            }
        }
        return null;
    }
}
