package dev.fleetward.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.node.QuotaNotices.Notice;
import dev.fleetward.core.view.QuotaView.LearnedView;
import dev.fleetward.core.view.QuotaView.PoolView;
import dev.fleetward.core.view.QuotaView.SurpriseView;
import dev.fleetward.core.view.QuotaView.ThrottleView;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SurpriseNoticesTest {
    private static final long LATER = SurpriseNotices.QUIET_NANOS;
    private final SurpriseNotices notices = new SurpriseNotices();

    private static List<PoolView> surprised(SurpriseView... recent) {
        LearnedView learned = new LearnedView(0, 0, 0, 0, -1, -1, 0, List.of(), List.of(recent));
        return List.of(
                new PoolView(
                        "gpu",
                        List.of(),
                        0,
                        0,
                        0,
                        List.of(),
                        List.of(),
                        ThrottleView.OPEN,
                        learned));
    }

    private static SurpriseView refused(long number) {
        return new SurpriseView(
                number, "refused-with-room", "tokensPerMinute", 63, 0, 0, "429 number " + number);
    }

    @Test
    void saysEachSurpriseOnce() {
        assertThat(notices.take(surprised(), 0)).isEmpty();
        assertThat(notices.take(surprised(refused(1)), 1))
                .containsExactly(new Notice("gpu", "pool gpu: 429 number 1"));
        assertThat(notices.take(surprised(refused(1)), 2)).isEmpty();
        assertThat(notices.take(surprised(refused(1)), 3 * LATER)).isEmpty();
        assertThat(notices.take(surprised(refused(1), refused(2)), 3 * LATER))
                .containsExactly(new Notice("gpu", "pool gpu: 429 number 2"));
    }

    @Test
    void aStormIsALineAMinute() {
        notices.take(surprised(refused(1)), 0);
        SurpriseView[] storm =
                Stream.iterate(2L, i -> i + 1)
                        .limit(10)
                        .map(SurpriseNoticesTest::refused)
                        .toArray(SurpriseView[]::new);
        assertThat(notices.take(surprised(storm), 1)).isEmpty();
        assertThat(notices.take(surprised(storm), LATER))
                .containsExactly(new Notice("gpu", "pool gpu: 429 number 11 (10 of these)"));
        assertThat(notices.take(surprised(storm), 2 * LATER)).isEmpty();
    }
}
