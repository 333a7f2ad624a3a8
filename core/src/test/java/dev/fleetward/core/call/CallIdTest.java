package dev.fleetward.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallIdTest {
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void readsBackWhatItWrites(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            CallId id = new CallId(random.nextLong(), random.nextLong());
            assertThat(id.toString()).matches("fw_[0-7][0-9a-hjkmnp-tv-z]{25}");
            assertThat(CallId.parse(id.toString())).contains(id);
        }
    }

    @Test
    void sortsByTimeAsTextAndAsValue() {
        SplittableRandom random = new SplittableRandom(4);
        List<CallId> ids = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            long wallMicros = random.nextLong(0, 8_000_000_000_000_000_000L);
            ids.add(CallId.of(wallMicros - wallMicros % 1_000, random.nextLong(), i));
        }
        for (long micros = 1_795_000_000_000_000L;
                micros < 1_795_000_000_020_000L;
                micros += 1000) {
            ids.add(CallId.of(micros, -1, -1));
            ids.add(CallId.of(micros, 0, 0));
        }

        List<CallId> byText = new ArrayList<>(ids);
        byText.sort(Comparator.comparing(CallId::toString));
        ids.sort(null);

        assertThat(ids).isEqualTo(byText);
        assertThat(CallId.of(1_795_000_000_000_000L, -1, -1))
                .isLessThan(CallId.of(1_795_000_000_001_000L, 0, 0));
    }

    @Test
    void onlyTheRandomBitsThatItHasRoomForAreTaken() {
        assertThat(CallId.of(1_000, -1, 5)).isEqualTo(new CallId(1 << 16 | 0xFFFF, 5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "fw_",
                "fw_0000000000000000000000000",
                "fw_000000000000000000000000000",
                "xx_00000000000000000000000000",
                "fw_0000000000000000000000000i",
                "fw_0000000000000000000000000O",
                "fw_0000000000000000000000000é",
                "fw_80000000000000000000000000",
            })
    void refusesWhatItNeverWrote(String text) {
        assertThat(CallId.parse(text)).isEmpty();
    }
}
