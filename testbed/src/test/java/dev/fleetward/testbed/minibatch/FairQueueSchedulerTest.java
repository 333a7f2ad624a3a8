package dev.fleetward.testbed.minibatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

final class FairQueueSchedulerTest {
    private final int[] served = new int[2];
    private int requests;

    private void arrive(Scheduler scheduler, int client, int count) {
        for (int i = 0; i < count; i++) {
            scheduler.arrived(new Request(requests++, 0, client, 100, 10), 0);
        }
    }

    private void serve(Scheduler scheduler, int count) {
        for (int i = 0; i < count; i++) {
            Request next = Objects.requireNonNull(scheduler.next(0));
            scheduler.admitted(next, 0);
            for (int token = 1; token <= next.outputTokens(); token++) {
                scheduler.generated(next, token);
            }
            scheduler.finished(next, 0);
            served[next.client()]++;
        }
    }

    @Test
    void weightsDivideTheServiceAlsoWhereTheyAreFractions() {
        Scheduler scheduler =
                new FairQueueScheduler(new double[] {0.5, 1.5}, Foresight.recentMean(20, 2));
        arrive(scheduler, 0, 100);
        arrive(scheduler, 1, 100);
        serve(scheduler, 80);
        assertThat(served[1]).isBetween(59, 61);
    }

    @Test
    void idlingEarnsNoCredit() {
        Scheduler scheduler = new FairQueueScheduler(new double[] {1, 1}, Foresight.NONE);
        arrive(scheduler, 0, 100);
        serve(scheduler, 50);
        arrive(scheduler, 1, 50);
        serve(scheduler, 20);
        assertThat(served[1]).isBetween(9, 11);
    }
}
