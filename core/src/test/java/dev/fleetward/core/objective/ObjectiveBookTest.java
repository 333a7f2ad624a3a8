package dev.fleetward.core.objective;

import static dev.fleetward.core.objective.Ended.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.objective.Holder.Kind;
import dev.fleetward.core.unit.Percent;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectiveBookTest {
    private static final long NOW = 1_780_000_000_000_000L;
    private static final Percent MOST = new Percent(990_000);
    private static final ServiceLevel CHAT = success(Kind.FEATURE, "chat");
    private static final ServiceLevel CHAT_FIRST_TOKEN =
            new ServiceLevel(CHAT.holder(), Measure.FIRST_TOKEN, MOST, 500 * MILLI);
    private static final ServiceLevel R = success(Kind.ROUTE, "r");
    private static final ServiceLevel ASKED = success(Kind.ROUTE, "asked");
    private static final ServiceLevel E = success(Kind.ENDPOINT, "e");

    private final ObjectiveBook book =
            new ObjectiveBook(List.of(CHAT, CHAT_FIRST_TOKEN, R, ASKED, E));

    private static ServiceLevel success(Kind kind, String name) {
        return new ServiceLevel(new Holder(kind, name), Measure.SUCCESS, MOST, 0);
    }

    private void count(Ended ended) {
        book.count(ended.acceptedAt(NOW).event(), NOW + 2_000_000);
    }

    private Counts of(ServiceLevel level) {
        return book.standings(NOW + 2_000_000).stream()
                .filter(standing -> standing.level().equals(level))
                .findFirst()
                .orElseThrow()
                .period();
    }

    @Test
    void aRetriedCallCountsOnceForTheFeatureAndEachAttemptForItsEndpoint() {
        count(new Ended().failing(Ending.FAILED, FailureKind.PROVIDER_ERROR).retried());
        count(new Ended().firstTokenAfter(600));
        assertThat(of(CHAT)).isEqualTo(new Counts(1, 0));
        assertThat(of(CHAT_FIRST_TOKEN)).isEqualTo(new Counts(1, 1));
        assertThat(of(R)).isEqualTo(new Counts(1, 0));
        assertThat(of(E)).isEqualTo(new Counts(2, 1));
    }

    @Test
    void aCallThatTheFleetRefusedIsBadForTheFeatureAndNoEndpoints() {
        count(new Ended().refused(FailureKind.NO_ENDPOINT));
        assertThat(of(CHAT)).isEqualTo(new Counts(1, 1));
        assertThat(of(E)).isEqualTo(Counts.NONE);
    }

    @Test
    void aFallbackServesThePromiseOfTheRouteThatWasAskedFor() {
        count(new Ended().insteadOf("asked"));
        assertThat(of(ASKED)).isEqualTo(new Counts(1, 0));
        assertThat(of(R)).isEqualTo(Counts.NONE);
    }

    @Test
    void absorbsABookOfTheSameLevels() {
        ObjectiveBook other = new ObjectiveBook(book.levels());
        count(new Ended());
        other.count(new Ended().acceptedAt(NOW).event(), NOW + 2_000_000);
        book.absorb(other, NOW + 2_000_000);
        assertThat(of(CHAT)).isEqualTo(new Counts(2, 0));
    }

    @Test
    void aComplaintIsOfTheFeatureTheRouteThatWasAskedForAndTheEndpointButOfNoTime() {
        count(new Ended().firstTokenAfter(100));
        Complained call = new Complained("chat", "r", "e", NOW, new Counts(0, 1));
        for (Kind kind : Kind.values()) {
            book.complained(kind, call, NOW + 2_000_000);
            book.complained(
                    kind, new Complained(null, null, null, NOW, new Counts(0, 1)), NOW + 2_000_000);
        }
        assertThat(of(CHAT)).isEqualTo(new Counts(1, 1));
        assertThat(of(R)).isEqualTo(new Counts(1, 1));
        assertThat(of(E)).isEqualTo(new Counts(1, 1));
        assertThat(of(ASKED)).isEqualTo(Counts.NONE);
        assertThat(of(CHAT_FIRST_TOKEN)).isEqualTo(new Counts(1, 0));
    }
}
