package dev.fleetward.testbed.scenario;

import dev.fleetward.testbed.engine.Engine;
import dev.fleetward.testbed.engine.Neighbour;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.engine.Sequence;
import dev.fleetward.testbed.engine.Step;
import java.util.ArrayList;
import java.util.List;

/// What stands behind an endpoint: equal engines, of which the one with the least to do gets the
/// next call. Confined to one thread.
final class Engines {
    private final Timeline timeline;
    private final List<Site> sites = new ArrayList<>();

    /// One engine and whether a step of it is under way.
    private static final class Site {
        final Engine engine;
        boolean busy;

        Site(Engine engine) {
            this.engine = engine;
        }

        int load() {
            return engine.waiting() + engine.running();
        }
    }

    Engines(Timeline timeline, Profile profile, int count, Neighbour neighbour, long seed) {
        this.timeline = timeline;
        for (int i = 0; i < count; i++) {
            sites.add(new Site(new Engine(profile, neighbour, seed + i)));
        }
    }

    /// @throws IllegalArgumentException if it never fits into memory
    void submit(Sequence sequence) {
        Site least = sites.getFirst();
        for (Site site : sites) {
            least = site.load() < least.load() ? site : least;
        }
        if (!least.engine.submit(sequence)) {
            throw new IllegalArgumentException(
                    "a call of "
                            + sequence.promptTokens()
                            + " and "
                            + sequence.outputTokens()
                            + " tokens never fits into the engine's memory");
        }
        if (!least.busy) {
            step(least);
        }
    }

    /// Takes a call out, wherever it is.
    void cancel(Sequence sequence) {
        sites.forEach(site -> site.engine.cancel(sequence));
    }

    private void step(Site site) {
        site.busy = true;
        Step step = site.engine.step(timeline.now());
        timeline.at(
                step.endNanos(),
                () -> {
                    step.deliver();
                    site.busy = false;
                    if (!site.engine.idle()) {
                        step(site);
                    }
                });
    }

    /// Calls in the engines' own queues.
    long waiting() {
        return sites.stream().mapToLong(site -> site.engine.waiting()).sum();
    }

    /// How often a call lost its memory and had to start over.
    long preemptions() {
        return sites.stream().mapToLong(site -> site.engine.preemptions()).sum();
    }
}
