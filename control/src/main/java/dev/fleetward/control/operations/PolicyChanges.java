package dev.fleetward.control.operations;

import dev.fleetward.core.objective.BurnPolicy;
import dev.fleetward.core.unit.Clock;
import java.util.Set;
import java.util.TreeSet;

/// Writes into the change log when error budgets begin to act on the fleet by themselves, and when
/// they cease. Thread-safe; may block.
public final class PolicyChanges {
    private static final String ACTOR = "error budgets";

    private final ChangeLog changes;
    private final Clock clock;
    private BurnPolicy before = BurnPolicy.NONE;

    public PolicyChanges(ChangeLog changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
    }

    /// `policy` is followed from now on.
    public synchronized void acted(BurnPolicy policy) {
        BurnPolicy old = before;
        before = policy;
        differ(
                old.directives().shedBatch(),
                policy.directives().shedBatch(),
                "batch and background calls are held back in pool ",
                "batch and background calls are admitted again to pool ");
        differ(
                old.directives().preferFallback(),
                policy.directives().preferFallback(),
                "calls go to the fallback first, of route ",
                "calls no longer go to the fallback first, of route ");
        differ(
                old.directives().withoutHedges(),
                policy.directives().withoutHedges(),
                "late streams are not hedged, of route ",
                "late streams are hedged again, of route ");
        differ(
                old.frozen(),
                policy.frozen(),
                "nothing new is to be rolled out for feature ",
                "rolling out is free again for feature ");
    }

    private void differ(Set<String> old, Set<String> now, String begins, String ceases) {
        for (String name : new TreeSet<>(now)) {
            if (!old.contains(name)) {
                add(name, begins + name);
            }
        }
        for (String name : new TreeSet<>(old)) {
            if (!now.contains(name)) {
                add(name, ceases + name);
            }
        }
    }

    private void add(String subject, String words) {
        changes.add(new Change(clock.wallMicros(), ACTOR, Change.Kind.POLICY, subject, words));
    }
}
