package dev.fleetward.core.quota;

import static dev.fleetward.core.quota.TestFleet.NEVER_WAITS;
import static dev.fleetward.core.quota.TestFleet.admit;
import static dev.fleetward.core.quota.TestFleet.admitted;
import static dev.fleetward.core.quota.TestFleet.ask;
import static dev.fleetward.core.quota.TestFleet.available;
import static dev.fleetward.core.quota.TestFleet.endpoint;
import static dev.fleetward.core.quota.TestFleet.feature;
import static dev.fleetward.core.quota.TestFleet.snapshot;
import static dev.fleetward.core.quota.TestPools.engine;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.quota.Admission.Refused;
import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.Parallel;
import dev.fleetward.core.snapshot.Pool;
import dev.fleetward.core.snapshot.Share;
import dev.fleetward.core.unit.Percent;
import dev.fleetward.core.view.QuotaView.ShareView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Shares of a pool of which an adaptive limit gives out a quarter of what is declared.
class AdaptiveSharesTest {
    private static final Pool POOL = engine(100_000, null, true);
    private static final Endpoint ENGINE = endpoint(POOL);
    private static final Feature CHAT =
            feature(
                    "chat",
                    null,
                    Map.of("p", new Share(new Percent(300_000), Percent.ZERO, Percent.ZERO)),
                    Parallel.DEFAULT,
                    NEVER_WAITS);
    private static final Feature BATCH =
            feature("batch", null, Map.of(), Parallel.DEFAULT, NEVER_WAITS);

    private final FairDesk desk =
            new FairDesk(snapshot(List.of(POOL), List.of(CHAT, BATCH)), 0, TestFleet.MID_MONTH);

    private static Ask tokens(Feature feature, long input) {
        return ask(feature, CallClass.STANDARD, new Estimate(input - 100, 100, 100), ENGINE);
    }

    @Test
    void areOfWhatIsGivenOutAndNotOfWhatIsDeclared() {
        for (int i = 0; i < 17; i++) {
            admitted(desk, tokens(BATCH, 1_000), 0);
        }
        // What chat keeps is 30% of 25,000, not of 100,000.
        assertThat(admit(desk, tokens(BATCH, 1_000), 0)).isInstanceOf(Refused.class);
        for (int i = 0; i < 7; i++) {
            admitted(desk, tokens(CHAT, 1_000), 0);
        }
        assertThat(admit(desk, tokens(CHAT, 1_000), 0)).isInstanceOf(Refused.class);
        assertThat(desk.view(0).pools().getFirst().shares())
                .containsExactly(new ShareView("chat", 300_000, 280_000, 0, 0));
    }

    @Test
    void theLimitIsShownBesideWhatIsDeclared() {
        admitted(desk, tokens(BATCH, 1_000), 0);
        assertThat(available(desk, "p", "kvTokens", 0)).isEqualTo(99_000);
        assertThat(available(desk, "p", "tokensInFlight", 0)).isEqualTo(24_000);
    }
}
