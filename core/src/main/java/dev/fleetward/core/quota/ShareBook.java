package dev.fleetward.core.quota;

import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.view.QuotaView.ShareView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who has what in one pool: what is reserved for each feature, what it lends while it leaves it
/// idle, and how far others may borrow. The model is the lending and borrowing of Kubernetes API
/// Priority and Fairness, on the dominant part that a call takes of the pool's limits.
///
/// A pool is measured in parts ([DominantShare]): per minute for what refills, at once for what is
/// in use. Where an adaptive limit gives out less than is declared, what is in use is parts of what
/// it gives out now, or reservations would add up to more than there is; so calls and tokens are
/// kept, and not their parts. Reservations refill like the limits themselves and hold one minute's
/// worth at most, so a feature that comes back has all of it at once and earns no more by staying
/// away.
///
/// Features without a declared share have nothing of their own, and borrow what is there.
///
/// Confined to the lock of its desk.
final class ShareBook {
    /// What a feature's share says to one of its calls.
    enum Standing {
        /// Its reservation covers it: it goes before all that borrow.
        RESERVED,
        /// It may run on what others leave.
        BORROWING,
        /// It has borrowed all that it may for now.
        OVER
    }

    private final Map<String, Account> accounts = new HashMap<>();

    /// Those that keep a part of their reservation even while it is idle.
    private final List<Account> keeping = new ArrayList<>();

    /// One feature's share in the pool.
    static final class Account {
        final String feature;
        final Share share;
        private final TokenBucket reserved;
        private final TokenBucket allowed;
        private final long reservedAtOnce;
        private final long allowedAtOnce;
        private final Pace pace = new Pace();
        private long calls;
        private long tokens;

        private Account(String feature, Share share, @Nullable Account before, long nowNanos) {
            this.feature = feature;
            this.share = share;
            reservedAtOnce = parts(share.reserve().partsPerMillion());
            allowedAtOnce =
                    parts(
                            (long) share.reserve().partsPerMillion()
                                    + share.borrow().partsPerMillion());
            reserved = new TokenBucket("reserve", reservedAtOnce, nowNanos);
            allowed = new TokenBucket("borrow", allowedAtOnce, nowNanos);
            if (before != null) {
                calls = before.calls;
                tokens = before.tokens;
            }
        }

        private static long parts(long partsPerMillion) {
            return DominantShare.WHOLE / 1_000_000 * Math.min(1_000_000, partsPerMillion);
        }

        /// Whether it may take more than it has taken, whatever others do.
        private boolean isCapped() {
            return allowedAtOnce < DominantShare.WHOLE;
        }

        /// A call larger than a whole reservation is covered by a full one, which then owes.
        private boolean covers(long rate, long atOnce, PoolLimits limits, long nowNanos) {
            return reservedAtOnce > 0
                    && (atOnce == 0 || calls == 0 || inUse(limits) + atOnce <= reservedAtOnce)
                    && (rate == 0 || reserved.has(Math.min(rate, reservedAtOnce), nowNanos));
        }

        private boolean allows(long rate, long atOnce, PoolLimits limits, long nowNanos) {
            return !isCapped()
                    || (allowedAtOnce > 0
                            && (atOnce == 0
                                    || calls == 0
                                    || inUse(limits) + atOnce <= allowedAtOnce)
                            && (rate == 0 || allowed.has(Math.min(rate, allowedAtOnce), nowNanos)));
        }

        /// What it keeps from borrowers although it leaves it idle.
        private long keptRate(long nowNanos) {
            return unlent(Math.max(0, reserved.level(nowNanos)));
        }

        private long keptAtOnce(PoolLimits limits) {
            return unlent(Math.max(0, reservedAtOnce - inUse(limits)));
        }

        private long unlent(long idle) {
            return idle / 1_000_000 * (1_000_000 - share.lend().partsPerMillion());
        }

        /// How long until its reservation has refilled so much, in parts.
        long reservedNanos(long parts, long nowNanos) {
            return nanosUntil(parts, reserved.level(nowNanos), reservedAtOnce);
        }

        /// How long until it may borrow so much, in parts; 0 where nothing caps it.
        long allowedNanos(long parts, long nowNanos) {
            return isCapped() ? nanosUntil(parts, allowed.level(nowNanos), allowedAtOnce) : 0;
        }

        private static long nanosUntil(long parts, long level, long perMinute) {
            return parts <= level
                    ? 0
                    : perMinute == 0
                            ? Long.MAX_VALUE
                            : (long) ((parts - level) * (double) RateLimit.MINUTE / perMinute);
        }

        /// In parts.
        private long inUse(PoolLimits limits) {
            return limits.shareAtOnce(calls, tokens);
        }

        /// In use, or used per minute of late, in parts.
        private long used(PoolLimits limits, long nowNanos) {
            return Math.max(inUse(limits), pace.perMinute(nowNanos));
        }

        /// The part of that which its reservation does not cover.
        private long borrowed(PoolLimits limits, long nowNanos) {
            return Math.max(0, used(limits, nowNanos) - reservedAtOnce);
        }
    }

    /// Takes over the shares of a snapshot; what is in use stands.
    void adopt(String pool, Collection<Feature> features, long nowNanos) {
        Map<String, Account> before = Map.copyOf(accounts);
        accounts.clear();
        keeping.clear();
        for (Feature feature : features) {
            Share share = feature.shares().get(pool);
            if (share == null) {
                continue;
            }
            Account known = before.get(feature.name());
            Account account =
                    known != null && known.share.equals(share)
                            ? known
                            : new Account(feature.name(), share, known, nowNanos);
            accounts.put(feature.name(), account);
            if (share.lend().partsPerMillion() < 1_000_000 && account.reservedAtOnce > 0) {
                keeping.add(account);
            }
        }
    }

    @Nullable Account of(String feature) {
        return accounts.get(feature);
    }

    Collection<Account> all() {
        return accounts.values();
    }

    boolean reserves(String feature) {
        Account account = accounts.get(feature);
        return account != null && account.reservedAtOnce > 0;
    }

    int weight(String feature) {
        Account account = accounts.get(feature);
        return account == null ? 1 : account.share.weight();
    }

    /// The part of the pool that a feature may expect when all of these want more than there is:
    /// what is reserved for it, and by weight a part of what is reserved for nobody of them.
    double entitlement(String feature, Collection<String> among) {
        double free = 1;
        double weights = 0;
        for (String each : among) {
            Account account = accounts.get(each);
            free -= account == null ? 0 : (double) account.reservedAtOnce / DominantShare.WHOLE;
            weights += weight(each);
        }
        Account own = accounts.get(feature);
        double reserved = own == null ? 0 : (double) own.reservedAtOnce / DominantShare.WHOLE;
        return Math.max(1e-9, reserved + Math.max(0, free) * weight(feature) / weights);
    }

    List<ShareView> view(PoolLimits limits, long nowNanos) {
        List<ShareView> views = new ArrayList<>(accounts.size());
        long borrowed =
                accounts.values().stream().mapToLong(each -> each.borrowed(limits, nowNanos)).sum();
        for (Account account : accounts.values()) {
            long used = account.used(limits, nowNanos);
            long idle = Math.max(0, account.reservedAtOnce - used);
            views.add(
                    new ShareView(
                            account.feature,
                            account.share.reserve().partsPerMillion(),
                            millionths(used),
                            millionths(Math.min(idle, borrowed)),
                            millionths(account.borrowed(limits, nowNanos))));
        }
        return views;
    }

    private static int millionths(long parts) {
        return (int) Math.clamp(parts / (DominantShare.WHOLE / 1_000_000), 0, Integer.MAX_VALUE);
    }

    boolean covers(String feature, long rate, long atOnce, PoolLimits limits, long nowNanos) {
        Account account = accounts.get(feature);
        return account != null && account.covers(rate, atOnce, limits, nowNanos);
    }

    /// @param rate what the call takes of what refills, in parts of a minute's worth
    /// @param atOnce what it takes of what is in use at once, in parts
    Standing standing(String feature, long rate, long atOnce, PoolLimits limits, long nowNanos) {
        Account account = accounts.get(feature);
        if (account != null) {
            if (account.covers(rate, atOnce, limits, nowNanos)) {
                return Standing.RESERVED;
            }
            if (!account.allows(rate, atOnce, limits, nowNanos)) {
                return Standing.OVER;
            }
        }
        return keeping.isEmpty() || leavesWhatIsKept(account, rate, atOnce, limits, nowNanos)
                ? Standing.BORROWING
                : Standing.OVER;
    }

    private boolean leavesWhatIsKept(
            @Nullable Account own, long rate, long atOnce, PoolLimits limits, long nowNanos) {
        long keptRate = 0;
        long keptAtOnce = 0;
        for (Account account : keeping) {
            if (account != own) {
                keptRate += account.keptRate(nowNanos);
                keptAtOnce += account.keptAtOnce(limits);
            }
        }
        return (rate == 0 || limits.freeRateShare(nowNanos) - rate >= keptRate)
                && (atOnce == 0
                        || limits.freeShareAtOnce() - atOnce >= keptAtOnce
                        || limits.mayRunAlone());
    }

    /// A call runs.
    ///
    /// @param estimate what it takes of what is in use at once
    void hold(String feature, long rate, Estimate estimate, boolean reserved, long nowNanos) {
        Account account = accounts.get(feature);
        if (account != null) {
            account.reserved.hold(reserved ? rate : 0, nowNanos);
            account.allowed.hold(rate, nowNanos);
            account.calls++;
            account.tokens += UnderWay.tokens(estimate);
            account.pace.add(rate, nowNanos);
        }
    }

    /// A call has ended: what it held beyond what it used comes back.
    void settle(
            String feature,
            long rate,
            long usedRate,
            Estimate estimate,
            boolean reserved,
            long nowNanos) {
        Account account = accounts.get(feature);
        if (account != null) {
            account.reserved.settle(reserved ? rate : 0, reserved ? usedRate : 0, nowNanos);
            account.allowed.settle(rate, usedRate, nowNanos);
            account.calls -= Math.min(account.calls, 1);
            account.tokens -= Math.min(account.tokens, UnderWay.tokens(estimate));
        }
    }
}
