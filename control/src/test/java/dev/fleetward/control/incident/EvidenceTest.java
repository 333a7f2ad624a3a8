package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.IncidentBook;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.incident.Moment;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final long OPENED = 1_700_000_000_000_000L;

    private static Incident incident() {
        IncidentBook book = new IncidentBook(IncidentPolicy.DEFAULT, List.of(), 1, 0);
        Alert down = Fleet.down(3, OPENED);
        book.take(List.of(down), Set.of(), Fleet.of(5), OPENED);
        return book.open().getFirst();
    }

    @Test
    void tellsWhatWasRoutedInsteadAndWhatElseHappened() {
        LedgerRows ledger =
                query -> {
                    assertThat(query).contains("endpoint IN ('e3')");
                    if (query.contains("before")) {
                        return List.of(List.of("e4", 10L, 90L), List.of("e3", 90L, 10L));
                    }
                    if (query.contains("flaw")) {
                        return List.of(List.of("e3", "connect_failed", 7L, OPENED - 2));
                    }
                    return query.contains("429")
                            ? List.of(List.of("e3", 2L, OPENED - 1))
                            : List.of(List.of("e3", "m-2026-01-01", 5L, OPENED - 5));
                };
        Evidence evidence =
                new Evidence(
                        ledger,
                        (from, to) ->
                                List.of(
                                        new Moment(
                                                from + 1,
                                                Moment.Kind.CHANGE,
                                                "ann drained e4 | \\ why")));

        List<Moment> timeLine = evidence.timeLine(incident(), OPENED + 60_000_000);

        assertThat(timeLine)
                .extracting(Moment::kind)
                .containsExactly(
                        Moment.Kind.CHANGE,
                        Moment.Kind.VERSION,
                        Moment.Kind.FAILURES,
                        Moment.Kind.LIMITS,
                        Moment.Kind.OPENED,
                        Moment.Kind.TRAFFIC);
        assertThat(timeLine.getLast().words())
                .isEqualTo(
                        "Answered calls by endpoint, half an hour before → since: e4 10% (10) →"
                                + " 90% (90), e3 90% (90) → 10% (10).");
        assertThat(IncidentPage.markdown(incident(), timeLine))
                .startsWith("# inc-1: endpoint e3: e3 is <down>\n")
                .contains("| Owner | o3, o3@example.com, on call: https://pager.example.com/o3 |")
                .contains("| Runbook | https://wiki.example.com/o3 |")
                .contains("| 2023-11-14T22:13:20Z | opened | endpoint_down: e3 is <down> |")
                .contains("ann drained e4 \\| \\\\ why");
    }

    @Test
    void saysThatTheLedgerDoesNotAnswer() {
        Evidence evidence =
                new Evidence(
                        _ -> {
                            throw new IOException("down");
                        },
                        (_, _) -> List.of());

        assertThat(evidence.timeLine(incident(), OPENED + 1))
                .extracting(Moment::words)
                .contains("The ledger does not answer now.");
    }
}
