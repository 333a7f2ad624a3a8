package dev.fleetward.testbed.provider;

import dev.fleetward.core.unit.Percent;
import dev.fleetward.core.unit.UnitSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The faults that hit calls by chance, changed while the provider runs. The dice are thrown in the
/// order of arrival, so the same calls in the same order meet the same faults. Thread-safe.
public final class FaultBoard {
    /// Rules that may stand on the board.
    private static final int MOST_RULES = 100;

    /// One line on the board.
    ///
    /// @param share of the calls that it hits
    /// @param model only calls of this model, by its name without faults; null for all
    public record Rule(Fault fault, Percent share, @Nullable String model) {
        /// Reads `stall`, `stall=1%`, `cut@3=0.5%`, `429=2s=10%`: a fault and, behind the last
        /// equals sign, its share.
        public static Rule parse(String text) {
            int last = text.lastIndexOf('=');
            if (last > 0 && text.endsWith("%")) {
                return new Rule(
                        Fault.parse(text.substring(0, last)),
                        UnitSyntax.percent(text.substring(last + 1)),
                        null);
            }
            return new Rule(Fault.parse(text), Percent.HUNDRED, null);
        }

        @Override
        public String toString() {
            return fault + "=" + share + (model == null ? "" : " of " + model);
        }
    }

    private final SplittableRandom random;
    private List<Rule> rules = List.of();

    FaultBoard(long seed, List<Rule> rules) {
        this.random = new SplittableRandom(seed);
        set(rules);
    }

    /// Replaces what stands on the board.
    public synchronized void set(List<Rule> next) {
        if (next.size() > MOST_RULES) {
            throw new IllegalArgumentException(
                    next.size() + " faults (expected: at most " + MOST_RULES + ")");
        }
        rules = List.copyOf(next);
    }

    public synchronized void clear() {
        rules = List.of();
    }

    public synchronized List<Rule> rules() {
        return rules;
    }

    /// Throws the dice for one call.
    synchronized void draw(String model, List<Fault> found) {
        List<Rule> active = rules;
        if (active.isEmpty()) {
            return;
        }
        for (Rule rule : new ArrayList<>(active)) {
            if ((rule.model == null || rule.model.equals(model))
                    && random.nextInt(1_000_000) < rule.share.partsPerMillion()) {
                found.add(rule.fault);
            }
        }
    }
}
