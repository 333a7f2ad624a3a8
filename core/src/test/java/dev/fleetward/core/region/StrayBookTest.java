package dev.fleetward.core.region;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StrayBookTest {
    private static final long START = Calls.START;
    private static final long MINUTE = TimeUnit.MINUTES.toMicros(1);

    private final StrayBook book = new StrayBook();
    private long time = START;

    private boolean leaves(String endpoint, String region) {
        time += MINUTE;
        return book.left(endpoint, region, "call", time).isPresent();
    }

    private int clean(int answers) {
        int back = 0;
        for (int i = 0; i < answers; i++) {
            time++;
            back += book.within("a", time).size();
        }
        return back;
    }

    private static boolean isOut(StrayBook book) {
        return book.all().stream().anyMatch(Stray::isOut);
    }

    @Test
    void theFirstAnswerFromOutsideTakesTheEndpointOutAndFurtherOnesAreNoNews() {
        assertThat(leaves("a", "us-east-1")).isTrue();
        assertThat(leaves("a", "US East 1")).as("another spelling").isFalse();
        assertThat(leaves("a", "global")).as("another region").isTrue();
        assertThat(book.all()).allMatch(Stray::isOut).hasSize(2);
    }

    @Test
    void itComesBackByCleanAnswersInARowButNotBeforeItsPause() {
        leaves("a", "us-east-1");
        assertThat(clean(100)).isZero();
        time += StrayBook.FIRST_PAUSE_MICROS;
        assertThat(clean(1)).isEqualTo(1);
        assertThat(isOut(book)).isFalse();
    }

    @Test
    void timeAloneDoesNotBringItBack() {
        leaves("a", "us-east-1");
        time += TimeUnit.DAYS.toMicros(400);
        assertThat(clean(StrayBook.CLEAN_ANSWERS - 1)).isZero();
        assertThat(clean(1)).isEqualTo(1);
    }

    @Test
    void anAnswerFromOutsideBeginsTheRowAnew() {
        leaves("a", "us-east-1");
        time += StrayBook.FIRST_PAUSE_MICROS;
        clean(StrayBook.CLEAN_ANSWERS - 1);
        leaves("a", "us-east-1");
        time += StrayBook.FIRST_PAUSE_MICROS;
        assertThat(clean(StrayBook.CLEAN_ANSWERS - 1)).isZero();
        assertThat(book.cleanAnswers("a")).isEqualTo(StrayBook.CLEAN_ANSWERS - 1);
    }

    @Test
    void answersThatWereGivenBeforeItLeftSayNothing() {
        leaves("a", "us-east-1");
        assertThat(book.within("a", time)).isEmpty();
        assertThat(book.cleanAnswers("a")).isZero();
    }

    @Test
    void thePauseIsTwiceAsLongEachFurtherTimeAndADayAtMost() {
        long pause = StrayBook.FIRST_PAUSE_MICROS;
        for (int round = 0; round < 12; round++) {
            assertThat(leaves("a", "us-east-1")).as("round %d", round).isTrue();
            long left = time;
            assertThat(StrayBook.soonest(book.all().getFirst()) - left).isEqualTo(pause);
            time = left + pause - MINUTE;
            assertThat(clean(StrayBook.CLEAN_ANSWERS)).isZero();
            time = left + pause;
            assertThat(clean(1)).isEqualTo(1);
            pause = Math.min(2 * pause, StrayBook.LONGEST_PAUSE_MICROS);
        }
        assertThat(pause).isEqualTo(StrayBook.LONGEST_PAUSE_MICROS);
    }

    @Test
    void whatHappenedBeforeItCameBackDoesNotTakeItOutAgain() {
        leaves("a", "us-east-1");
        long before = time;
        time += StrayBook.FIRST_PAUSE_MICROS;
        clean(StrayBook.CLEAN_ANSWERS);
        assertThat(book.left("a", "us-east-1", "told late", before + 1)).isEmpty();
        assertThat(leaves("a", "us-east-1")).isTrue();
    }

    @Test
    void whoeverVouchesForItHasItBackAtOnceAndItsPastIsForgotten() {
        leaves("a", "us-east-1");
        leaves("b", "us-east-1");
        assertThat(book.vouch("a", time)).hasSize(1);
        assertThat(book.vouch("a", time)).isEmpty();
        assertThat(book.left("a", "us-east-1", "the same call again", time)).isEmpty();
        assertThat(leaves("a", "us-east-1")).isTrue();
        Stray again = book.all().getFirst();
        assertThat(StrayBook.soonest(again) - time).isEqualTo(StrayBook.FIRST_PAUSE_MICROS);
        assertThat(book.all()).hasSize(2).allMatch(Stray::isOut);
    }

    @Test
    void aBookThatIsMadeOfRowsGoesOnButForCleanAnswers() {
        leaves("a", "us-east-1");
        time += StrayBook.FIRST_PAUSE_MICROS;
        clean(StrayBook.CLEAN_ANSWERS - 1);
        StrayBook again = new StrayBook();
        again.restore(book.all());
        assertThat(isOut(again)).isTrue();
        assertThat(again.within("a", time + 1)).isEmpty();
        assertThat(again.cleanAnswers("a")).isEqualTo(1);
    }

    @Test
    void anEndpointThatNamesEverNewRegionsLeavesRoomForOthers() {
        for (int i = 0; i < StrayBook.MOST; i++) {
            leaves("a", "place-" + i);
        }
        assertThat(book.all()).hasSize(StrayBook.MOST_REGIONS);
        assertThat(leaves("b", "us-east-1")).isTrue();
    }

    @Test
    void itIsBounded() {
        for (int i = 0; i < StrayBook.MOST + 5; i++) {
            leaves("a" + i, "us-east-1");
        }
        assertThat(book.all()).hasSize(StrayBook.MOST);
        for (int i = 0; i < StrayBook.MOST; i++) {
            book.vouch("a" + i, time);
        }
        time += StrayBook.REMEMBERED_MICROS + MINUTE;
        assertThat(leaves("new", "us-east-1")).isTrue();
        assertThat(book.all()).hasSize(1);
    }
}
