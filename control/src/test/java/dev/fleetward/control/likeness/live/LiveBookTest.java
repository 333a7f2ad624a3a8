package dev.fleetward.control.likeness.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.region.likeness.Signal;
import dev.fleetward.core.region.likeness.Stream;
import dev.fleetward.core.region.likeness.Traits;
import dev.fleetward.core.region.likeness.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LiveBookTest {
    private static final Stream CHAT = new Stream("gpt", "chat", "small");
    private static final long DAY = 86_400_000_000L;

    private final SplittableRandom random = new SplittableRandom(1);

    /// Calls of one day to two endpoints, of which the second answers at another length and speed.
    private List<LiveBook.Difference> day(LiveBook book, int day, double times) {
        List<LiveBook.Difference> found = new ArrayList<>();
        for (int call = 0; call < 600; call++) {
            boolean west = call % 2 == 0;
            double length = (50 + random.nextInt(200)) * (west ? times : 1);
            found.addAll(
                    book.see(
                            new ShownCall(
                                    CHAT,
                                    new Answerer(west ? "west" : "east", "us"),
                                    new Traits(
                                            0,
                                            0,
                                            Double.NaN,
                                            length,
                                            Double.NaN,
                                            50 + random.nextInt(20) + (west ? 30 : 0)),
                                    LiveCall.ACCEPTED + day * DAY + call)));
        }
        return found;
    }

    private static LiveStore.Kept kept(LiveBook book) {
        LiveBook.Batch batch = Objects.requireNonNull(book.toKeep());
        book.kept(batch, LiveCall.ACCEPTED);
        return new LiveStore.Kept(
                batch.rows(), List.copyOf(batch.accepted()), batch.untilMicros(), 1);
    }

    @Test
    void regionsThatDifferForAReasonAreToldUntilThatIsAccepted() {
        LiveBook book = new LiveBook(LiveStore.Kept.NOTHING);
        assertThat(day(book, 0, 3))
                .isNotEmpty()
                .allMatch(each -> each.finding().verdict().signal() == Signal.ANSWER_LENGTH);
        assertThat(day(book, 1, 3)).as("another day, another window").isNotEmpty();

        assertThat(book.accept("nobody")).isFalse();
        assertThat(book.accept("east")).isTrue();
        assertThat(day(book, 2, 3)).isEmpty();
        LiveBook restarted = new LiveBook(kept(book));
        assertThat(day(restarted, 3, 3)).as("after a restart").isEmpty();
        LiveReading reading = restarted.reading(0);
        assertThat(reading.lines())
                .as("it is shown")
                .anyMatch(line ->
                        reading.isAccepted(line) && line.verdict() instanceof Verdict.Different);
        assertThat(reading.lines())
                .as("speed is shown, told or not")
                .anyMatch(line ->
                        line.verdict().signal() == Signal.SPEED
                                && line.verdict() instanceof Verdict.Different);
    }

    @Test
    void whatCannotBeKeptIsKeptLater() {
        LiveBook book = new LiveBook(LiveStore.Kept.NOTHING);
        assertThat(book.toKeep()).isNull();
        day(book, 0, 1);
        LiveBook.Batch batch = Objects.requireNonNull(book.toKeep());
        assertThat(book.toKeep()).isNull();
        assertThat(book.reading(0).callsNotKept()).isEqualTo(600);
        book.notKept(batch);
        assertThat(kept(book).rows()).hasSameSizeAs(batch.rows());
        assertThat(book.reading(7).callsNotKept()).isZero();
        assertThat(book.reading(7).left()).isEqualTo(7);
    }
}
