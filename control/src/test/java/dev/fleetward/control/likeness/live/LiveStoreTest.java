package dev.fleetward.control.likeness.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Stream;
import dev.fleetward.core.region.likeness.Traits;
import dev.fleetward.core.unit.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStoreTest {
    private static final Stream CHAT = new Stream("gpt", "chat", "small");
    private static final Stream OTHER = new Stream("gpt", "report", "small");

    private static final Clock CLOCK =
            new Clock() {
                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public long wallMicros() {
                    return LiveCall.ACCEPTED;
                }
            };

    @TempDir Path folder;

    private static LikenessBook book() {
        LikenessBook book = new LikenessBook(LiveLikeness.ALLOWED);
        SplittableRandom random = new SplittableRandom(1);
        for (int call = 0; call < 3_000; call++) {
            Traits traits = Traits.of(FinishReason.STOP, 50 + random.nextInt(200), 400, 1, null);
            book.see(
                    call % 10 == 0 ? OTHER : CHAT,
                    call % 2 == 0 ? "east in us" : "west",
                    traits,
                    LiveCall.ACCEPTED + call);
        }
        return book;
    }

    @Test
    void aBookGoesOnFromWhatWasKept() throws Exception {
        LikenessBook book = book();
        try (ControlStore rows = ControlStore.start(folder, CLOCK)) {
            LiveStore store = new LiveStore(rows, LiveLikeness.ALLOWED);
            assertThat(store.read()).isEqualTo(LiveStore.Kept.NOTHING);
            store.keep(book.rows(), Set.of(), 7, 8);
            store.keep(book.rows(), Set.of(), 70, 80);
        }
        try (ControlStore rows = ControlStore.start(folder, CLOCK)) {
            LiveStore store = new LiveStore(rows, LiveLikeness.ALLOWED);
            LiveStore.Kept kept = store.read();
            assertThat(kept.untilMicros()).isEqualTo(70);
            assertThat(kept.keptMicros()).isEqualTo(80);
            assertThat(new LikenessBook(LiveLikeness.ALLOWED, kept.rows()).lines())
                    .containsExactlyInAnyOrderElementsOf(book.lines());

            store.keep(List.of(), Set.of(OTHER), 70, 80);
            assertThat(store.read().rows()).isNotEmpty().allMatch(row -> row.stream().equals(CHAT));
        }
    }
}
