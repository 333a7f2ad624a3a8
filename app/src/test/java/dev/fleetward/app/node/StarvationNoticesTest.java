package dev.fleetward.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.node.QuotaNotices.Notice;
import dev.fleetward.core.view.QuotaView.Starvation;
import dev.fleetward.core.view.QuotaView.Starvation.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StarvationNoticesTest {
    private final StarvationNotices notices = new StarvationNotices();

    private static Starvation chat(@Nullable String culprit, String words) {
        return new Starvation(Kind.SHARE, "gpu", "chat", 30, culprit, words);
    }

    @Test
    void saysOnceWhatBeginsAndOnceWhatIsOverAndBothTimesByWhom() {
        assertThat(notices.take(List.of())).isEmpty();
        assertThat(notices.take(List.of(chat("report", "chat gets too little"))))
                .containsExactly(
                        new Notice(
                                "chat", "starved (share): chat gets too little (culprit: report)"));
        assertThat(notices.take(List.of(chat(null, "chat still does")))).isEmpty();
        assertThat(notices.take(List.of()))
                .containsExactly(
                        new Notice(
                                "chat",
                                "no longer starved (share): feature chat in pool gpu"
                                        + " (culprit was: report)"));
    }

    @Test
    void saysSoWhereNobodyTookMoreThanItsOwn() {
        assertThat(notices.take(List.of(chat(null, "chat gets too little"))))
                .containsExactly(
                        new Notice(
                                "chat", "starved (share): chat gets too little (culprit: nobody)"));
    }
}
