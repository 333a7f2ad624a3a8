package dev.fleetward.testbed.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.fair.ServiceWeights;
import dev.fleetward.core.quota.Lease;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.view.QuotaView;
import dev.fleetward.core.view.QuotaView.BucketView;
import dev.fleetward.core.view.QuotaView.PoolView;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The audit finds what a desk does wrong, and says how to see it again.
final class AuditTest {
    private static final long SECOND = World.SECOND;
    private static final Pool POOL =
            new Pool(
                    "pool",
                    Accounting.PLAIN,
                    Pool.UNLIMITED,
                    1_000,
                    Pool.UNLIMITED,
                    4,
                    Pool.UNLIMITED);
    private static final Feature CHAT =
            SmallFleet.feature("chat", CallClass.INTERACTIVE, POOL, null);

    private final SmallFleet fleet = SmallFleet.of(POOL, false, List.of(CHAT));
    private final Audit audit = new Audit(fleet, ServiceWeights.TOKENS, true, "replay me");

    private Lease lease(long input) {
        return new Lease() {
            @Override
            public Endpoint endpoint() {
                return fleet.endpoint();
            }

            @Override
            public long reservedInputTokens() {
                return input;
            }

            @Override
            public long reservedOutputTokens() {
                return 0;
            }

            @Override
            public long reservedCostNanos() {
                return 0;
            }
        };
    }

    private static Wish wish(int input) {
        return new Wish(CHAT, CallClass.INTERACTIVE, input, 1, 1, SECOND);
    }

    private static QuotaView view(long open, BucketView... buckets) {
        return new QuotaView(
                List.of(new PoolView("pool", List.of(buckets), 0, 0, 0)), List.of(), open);
    }

    @Test
    void aLeaseThatTheDeskForgotIsFound() {
        audit.handedOut(lease(1), wish(1));
        assertThatThrownBy(() -> audit.afterEvent(view(0), SECOND))
                .isInstanceOf(InvariantBroken.class)
                .hasMessageContaining("0 leases open, not 1")
                .hasMessageContaining("replay me");
    }

    @Test
    void moreThanTheRefillAndTheBurstIsFound() {
        audit.handedOut(lease(1_400), wish(1_400));
        assertThatCode(() -> audit.afterEvent(view(1), 30 * SECOND)).doesNotThrowAnyException();
        audit.handedOut(lease(200), wish(200));
        assertThatThrownBy(() -> audit.afterEvent(view(2), 30 * SECOND))
                .hasMessageContaining("1600 input tokens taken");
    }

    @Test
    void aGaugeBelowZeroIsFound() {
        assertThatThrownBy(() -> audit.afterEvent(view(0, new BucketView("concurrent", 4, -1)), 0))
                .hasMessageContaining("below zero");
    }

    @Test
    void idleCapacityWhileSomebodyWaitsIsFound() {
        BucketView room = new BucketView("inputTokensPerMinute", 1_000, 500);
        assertThatCode(() -> audit.afterTick(view(0, room), 400, 0, SECOND, SECOND))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> audit.afterTick(view(0, room), 400, 0, SECOND, SECOND))
                .hasMessageContaining("nobody was admitted");
        assertThatCode(() -> audit.afterTick(view(0, room), 600, 0, SECOND, SECOND))
                .doesNotThrowAnyException();
    }

    @Test
    void aWaitBeyondItsBoundIsFound() {
        assertThatThrownBy(() -> audit.afterTick(view(0), 10, 0, SECOND, 2 * SECOND))
                .hasMessageContaining("has waited");
    }

    @Test
    void whatIsNeverSettledOrDecidedIsFound() {
        assertThatThrownBy(() -> audit.atTheEnd(1, SECOND)).hasMessageContaining("never decided");
        audit.handedOut(lease(1), wish(1));
        assertThatThrownBy(() -> audit.atTheEnd(0, SECOND)).hasMessageContaining("never settled");
    }

    @Test
    void unevenServiceOfTwoThatWaitIsFound() {
        Feature report = SmallFleet.feature("report", CallClass.INTERACTIVE, POOL, null);
        Evenness evenness = new Evenness(ServiceWeights.TOKENS);
        evenness.watch("chat", 0, 1);
        evenness.watch("report", 0, 1);
        Wish theirs = new Wish(report, CallClass.INTERACTIVE, 100, 1, 1, SECOND);
        evenness.came(wish(100));
        evenness.came(theirs);
        for (int i = 0; i < 2; i++) {
            evenness.began(theirs);
            evenness.ended(theirs, 1);
            assertThat(evenness.broken()).isNull();
        }
        evenness.began(theirs);
        evenness.ended(theirs, 1);
        assertThat(evenness.broken()).contains("given 306 and 0").contains("differ by 204");

        evenness.left(wish(100));
        assertThat(evenness.broken()).as("nobody waits beside it").isNull();
    }
}
