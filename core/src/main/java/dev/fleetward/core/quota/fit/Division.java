package dev.fleetward.core.quota.fit;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.snapshot.ClassPolicies;
import dev.fleetward.core.snapshot.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How one limit is divided among demands, as a fluid:
///
/// 1. each feature gets what it asks, up to its reservation, its urgent calls first;
/// 2. what is reserved by nobody, and what idle owners lend, is spare; a feature takes at most
///    `borrow` of the whole limit of it;
/// 3. of the spare, each class is first brought to its floor, then classes take in their order;
/// 4. within a class, features take by weight until they have enough (max-min fairness).
///
/// Confined to one use.
final class Division {
    /// @param wanted in units of the limit
    record Demand(String feature, CallClass callClass, double wanted) {}

    private static final double PARTS = 1e6;

    private final double capacity;
    private final List<Demand> demands;
    private final Map<String, Share> shares;
    private final ClassPolicies classes;
    private final double[] granted;
    private final double[] kept;
    private final Map<String, Double> mayBorrow = new HashMap<>();
    private double spare;

    private Division(
            double capacity,
            List<Demand> demands,
            Map<String, Share> shares,
            ClassPolicies classes) {
        this.capacity = capacity;
        this.demands = demands;
        this.shares = shares;
        this.classes = classes;
        this.granted = new double[demands.size()];
        this.kept = new double[demands.size()];
    }

    /// Divides. One demand at most for a feature and class.
    ///
    /// @param shares of every feature that has one in the pool, whether it asks or not
    static Division of(
            double capacity,
            List<Demand> demands,
            Map<String, Share> shares,
            ClassPolicies classes) {
        Division division = new Division(capacity, demands, shares, classes);
        division.keep();
        division.lift();
        for (CallClass callClass : CallClass.values()) {
            division.fill(callClass, division.spare);
        }
        return division;
    }

    /// What the demand at this place gets.
    double granted(int i) {
        return granted[i];
    }

    /// The part of it that is its feature's own reservation.
    double kept(int i) {
        return kept[i];
    }

    private void keep() {
        Map<String, Double> left = new HashMap<>();
        spare = capacity;
        shares.forEach((feature, share) -> {
            double reserve = capacity * share.reserve().partsPerMillion() / PARTS;
            left.put(feature, reserve);
            spare -= reserve;
        });
        for (CallClass callClass : CallClass.values()) {
            for (int i = 0; i < granted.length; i++) {
                Demand demand = demands.get(i);
                if (demand.callClass() == callClass) {
                    double mine = left.getOrDefault(demand.feature(), 0.0);
                    kept[i] = Math.min(mine, demand.wanted());
                    granted[i] = kept[i];
                    left.put(demand.feature(), mine - kept[i]);
                }
            }
        }
        shares.forEach((feature, share) -> {
            double reserve = capacity * share.reserve().partsPerMillion() / PARTS;
            double lendable = reserve * share.lend().partsPerMillion() / PARTS;
            spare += Math.min(lendable, left.getOrDefault(feature, 0.0));
        });
        spare = Math.max(0, spare);
        for (Demand demand : demands) {
            Share share = shares.getOrDefault(demand.feature(), Share.DEFAULT);
            mayBorrow.put(demand.feature(), capacity * share.borrow().partsPerMillion() / PARTS);
        }
    }

    /// Brings each class to its floor.
    private void lift() {
        for (CallClass callClass : CallClass.values()) {
            double floor = capacity * classes.of(callClass).floor().partsPerMillion() / PARTS;
            for (int i = 0; i < granted.length; i++) {
                floor -= demands.get(i).callClass() == callClass ? kept[i] : 0;
            }
            fill(callClass, Math.min(Math.max(0, floor), spare));
        }
    }

    /// Gives the demands of a class up to `amount` of the spare.
    private void fill(CallClass callClass, double amount) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < granted.length; i++) {
            if (demands.get(i).callClass() == callClass && room(i) > 0) {
                open.add(i);
            }
        }
        double rest = amount;
        while (!open.isEmpty() && rest > 0) {
            double level = rest / open.stream().mapToDouble(this::weight).sum();
            List<Integer> sated = open.stream().filter(i -> room(i) <= level * weight(i)).toList();
            for (int i : sated.isEmpty() ? open : sated) {
                double part = sated.isEmpty() ? level * weight(i) : room(i);
                grant(i, part);
                rest -= part;
            }
            if (sated.isEmpty()) {
                break;
            }
            open.removeAll(sated);
        }
    }

    private void grant(int i, double part) {
        granted[i] += part;
        spare = Math.max(0, spare - part);
        mayBorrow.merge(demands.get(i).feature(), -part, Double::sum);
    }

    private double room(int i) {
        Demand demand = demands.get(i);
        double unmet = demand.wanted() - granted[i];
        return Math.max(0, Math.min(unmet, mayBorrow.getOrDefault(demand.feature(), 0.0)));
    }

    private double weight(int i) {
        return shares.getOrDefault(demands.get(i).feature(), Share.DEFAULT).weight();
    }
}
