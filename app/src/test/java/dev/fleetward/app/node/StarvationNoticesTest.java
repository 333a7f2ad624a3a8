package dev.fleetward.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.view.QuotaView.Starvation;
import dev.fleetward.core.view.QuotaView.Starvation.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class StarvationNoticesTest {
    private static final Starvation CHAT =
            new Starvation(Kind.SHARE, "gpu", "chat", 30, "report", "chat gets too little");

    @Test
    void saysOnceWhatBeginsAndOnceWhatIsOver() {
        StarvationNotices notices = StarvationNotices.idle();
        assertThat(notices.take(List.of())).isEmpty();
        assertThat(notices.take(List.of(CHAT)))
                .containsExactly("starved (share): chat gets too little");
        Starvation later =
                new Starvation(Kind.SHARE, "gpu", "chat", 60, "report", "chat still does");
        assertThat(notices.take(List.of(later))).isEmpty();
        assertThat(notices.take(List.of()))
                .containsExactly("no longer starved (share): feature chat in pool gpu");
    }
}
