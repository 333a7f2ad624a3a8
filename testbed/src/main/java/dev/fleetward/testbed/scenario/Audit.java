package dev.fleetward.testbed.scenario;

import dev.fleetward.core.fair.ServiceWeights;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.LongPrompts;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.core.view.QuotaView.PoolView;

/// Holds a desk to what must be true after every event, counting for itself. Confined to one
/// thread.
///
/// 1. The desk has as many leases open as were handed out and not settled.
/// 2. No bucket has more than its limit, and no gauge is below zero.
/// 3. What is reserved and what was used of a limit per minute, requests too, is at most what has
///    refilled and one minute's burst, but for what calls used beyond what they held. It is counted
///    as the pool's provider counts.
/// 4. After two ticks in a row nobody waits while there is room for the largest call that waits
///    beside what reservations keep without lending it. (A desk may leave a flow aside until the
///    next tick whose first call its share has just kept back.)
/// 5. Nobody waits for longer than it may.
/// 6. No more long prompts are under way than may be.
/// 7. What features of one class and no reservation are given while their calls wait is within the
///    bound of [Evenness], by weight, where nothing is kept from anybody.
final class Audit {
    private static final double MINUTE = 60e9;

    /// Ticks come ten times a second; a wait may end that much late.
    private static final long TICK_NANOS = 100_000_000;

    private final Pool pool;
    private final String replay;

    /// The part of the pool that reservations keep without lending it.
    private final double kept;

    private final Evenness evenness;
    private int idleTicks;
    private long requests;
    private long tokens;
    private long tokensOverrun;
    private long largest;
    private long longPrompts;
    private long open;
    private long input;
    private long output;
    private long inputOverrun;
    private long outputOverrun;

    Audit(SmallFleet fleet, ServiceWeights weights, boolean fair, String replay) {
        this.pool = fleet.pool();
        double parts = 0;
        for (Feature feature : fleet.features()) {
            Share share = feature.share(pool.name());
            double idle = 1 - share.lend().partsPerMillion() / 1e6;
            parts += share.reserve().partsPerMillion() / 1e6 * idle;
        }
        this.kept = parts;
        this.replay = replay;
        this.evenness = new Evenness(weights);
        if (fair && parts == 0 && pool.longPrompts() == null) {
            watch(fleet);
        }
    }

    private void watch(SmallFleet fleet) {
        for (Feature feature : fleet.features()) {
            Share share = feature.share(pool.name());
            boolean plain =
                    share.reserve().partsPerMillion() == 0
                            && share.borrow().partsPerMillion() == 1_000_000;
            if (plain) {
                evenness.watch(feature.name(), feature.callClass().ordinal(), share.weight());
            }
        }
    }

    Evenness evenness() {
        return evenness;
    }

    /// What a call that declares so much takes of `tokensPerMinute` when it is admitted.
    long held(long inputTokens, Wish wish) {
        long most = wish.maxOutputTokens();
        return switch (pool.accounting()) {
            case OPENAI -> Math.max(most, inputTokens);
            case AZURE_PTU -> inputTokens + pool.outputBurndown() * most;
            case PLAIN, ANTHROPIC, AZURE_PAYG, BEDROCK, VERTEX, SELF_HOSTED -> inputTokens + most;
        };
    }

    private long held(Lease lease, Wish wish) {
        return switch (pool.accounting()) {
            case OPENAI, AZURE_PAYG, AZURE_PTU, BEDROCK -> held(lease.reservedInputTokens(), wish);
            case PLAIN, ANTHROPIC, VERTEX, SELF_HOSTED ->
                    lease.reservedInputTokens() + lease.reservedOutputTokens();
        };
    }

    /// What of that stays taken once it has ended.
    private long kept(Lease lease, Wish wish, long inputUsed, long outputUsed) {
        return switch (pool.accounting()) {
            case OPENAI, AZURE_PAYG -> held(lease, wish);
            case AZURE_PTU, BEDROCK -> inputUsed + pool.outputBurndown() * outputUsed;
            case PLAIN, ANTHROPIC, VERTEX, SELF_HOSTED -> inputUsed + outputUsed;
        };
    }

    private boolean isLong(Wish wish) {
        LongPrompts cap = pool.longPrompts();
        return cap != null && wish.inputTokens() >= cap.tokens();
    }

    void handedOut(Lease lease, Wish wish) {
        open++;
        requests++;
        longPrompts += isLong(wish) ? 1 : 0;
        tokens += held(lease, wish);
        largest = Math.max(largest, held(lease, wish));
        evenness.began(wish);
        input += lease.reservedInputTokens();
        output += lease.reservedOutputTokens();
    }

    void settled(Lease lease, Wish wish, long inputUsed, long outputUsed) {
        open--;
        longPrompts -= isLong(wish) ? 1 : 0;
        long held = held(lease, wish);
        long kept = kept(lease, wish, inputUsed, outputUsed);
        tokens += kept - held;
        tokensOverrun += Math.max(0, kept - held);
        evenness.ended(wish, outputUsed);
        input += inputUsed - lease.reservedInputTokens();
        output += outputUsed - lease.reservedOutputTokens();
        inputOverrun += Math.max(0, inputUsed - lease.reservedInputTokens());
        outputOverrun += Math.max(0, outputUsed - lease.reservedOutputTokens());
    }

    void afterEvent(QuotaView view, long now) {
        if (view.openLeases() != open) {
            broken("the desk has " + view.openLeases() + " leases open, not " + open, now);
        }
        for (PoolView each : view.pools()) {
            for (BucketView bucket : each.buckets()) {
                if (bucket.available() > bucket.limit()) {
                    broken(bucket.bucket() + " has more than its limit: " + bucket, now);
                }
                boolean gauge =
                        bucket.bucket().equals("concurrent") || bucket.bucket().equals("kvTokens");
                if (gauge && bucket.available() < 0) {
                    broken(bucket.bucket() + " is below zero: " + bucket, now);
                }
            }
        }
        within("input tokens", input - inputOverrun, pool.inputTokensPerMinute(), now);
        within("output tokens", output - outputOverrun, pool.outputTokensPerMinute(), now);
        within("requests", requests, pool.requestsPerMinute(), now);
        // A bucket of utilisation refuses only once it is full.
        long beyond = pool.accounting() == Accounting.AZURE_PTU ? largest : 0;
        within("tokens", tokens - tokensOverrun - beyond, pool.tokensPerMinute(), now);
        LongPrompts cap = pool.longPrompts();
        if (cap != null && longPrompts > cap.concurrent()) {
            broken(longPrompts + " long prompts are under way", now);
        }
        String uneven = evenness.broken();
        if (uneven != null) {
            broken(uneven, now);
        }
    }

    private void within(String what, long taken, long perMinute, long now) {
        if (perMinute == Pool.UNLIMITED) {
            return;
        }
        double most = perMinute * (1 + now / MINUTE) + 1;
        if (taken > most) {
            broken(taken + " " + what + " taken, of at most " + Math.round(most), now);
        }
    }

    /// @param most the largest call that waits, in tokens of both directions as they are counted; 0
    ///   if nobody waits who may borrow all that there is
    /// @param since when the call that has waited longest came
    /// @param patience how long it may wait
    void afterTick(QuotaView view, long most, long since, long patience, long now) {
        if (now - since > patience + TICK_NANOS) {
            broken("a call has waited " + (now - since) / 1e9 + " s", now);
        }
        if (most == 0) {
            idleTicks = 0;
            return;
        }
        boolean room = pool.longPrompts() == null;
        double free = 1;
        double needs = 0;
        for (PoolView each : view.pools()) {
            for (BucketView bucket : each.buckets()) {
                long needed =
                        switch (bucket.bucket()) {
                            case "concurrent", "requestsPerMinute" -> 1;
                            default -> most;
                        };
                room &= bucket.available() >= needed;
                free = Math.min(free, (double) bucket.available() / bucket.limit());
                needs = Math.max(needs, (double) needed / bucket.limit());
            }
        }
        // What reservations keep is counted in parts of whichever limit is scarcest.
        idleTicks = room && (kept == 0 || free - needs > kept) ? idleTicks + 1 : 0;
        if (idleTicks > 1) {
            broken("there is room for every call that waits, and nobody was admitted", now);
        }
    }

    void atTheEnd(long waiting, long now) {
        if (open != 0) {
            broken(open + " leases were never settled", now);
        }
        if (waiting != 0) {
            broken(waiting + " calls were never decided", now);
        }
    }

    private void broken(String what, long now) {
        throw new InvariantBroken(what, now, replay);
    }
}
