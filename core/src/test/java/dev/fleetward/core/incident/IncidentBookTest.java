package dev.fleetward.core.incident;

import static dev.fleetward.core.incident.TestFleet.MINUTE;
import static dev.fleetward.core.incident.TestFleet.burn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.snapshot.FleetSnapshot;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IncidentBookTest {
    private static final long START = 1_000 * MINUTE;

    private final TestFleet fleet =
            new TestFleet()
                    .provider("openai", "platform")
                    .provider("azure", "cloud")
                    .endpoint("openai-us", "openai", "gpt", "us", null, null)
                    .endpoint("openai-eu", "openai", "gpt", "eu", null, null)
                    .endpoint("openai-embed", "openai", "embed", "us", "search", "https://w/e")
                    .endpoint("azure-us", "azure", "azure", "us", "cloud", null)
                    .route("chat", "openai-us", "azure-us")
                    .route("embed", "openai-embed")
                    .feature("support", "product", "chat")
                    .feature("finder", "search", "embed");

    private final FleetSnapshot snapshot = fleet.snapshot();
    private final IncidentBook book = settled();

    /// One that has run for so long that what is not raised is clear.
    private static IncidentBook settled() {
        return new IncidentBook(
                IncidentPolicy.DEFAULT,
                List.of(),
                1,
                START - IncidentPolicy.DEFAULT.settleMicros());
    }

    private List<Change> take(long now, Alert... alerts) {
        return book.take(List.of(alerts), Set.of(), snapshot, now);
    }

    private Incident only() {
        assertThat(book.open()).hasSize(1);
        return book.open().getFirst();
    }

    @Test
    void opensAnIncidentThatNamesWhoAnswersAndWhatToDo() {
        List<Change> changes = take(START, fleet.down("openai-embed", START));

        assertThat(changes).hasSize(1);
        Incident incident = only();
        assertThat(incident.id()).isEqualTo("inc-1");
        assertThat(incident.cause()).isEqualTo(new Cause(Cause.Kind.ENDPOINT, "openai-embed"));
        assertThat(incident.responsible())
                .isEqualTo(
                        new Contact(
                                "search",
                                "search@example.com",
                                "https://pager.example.com/search"));
        assertThat(incident.runbook()).isEqualTo(URI.create("https://w/e"));
        assertThat(incident.title()).isEqualTo("endpoint openai-embed: openai-embed endpoint_down");
    }

    @Test
    void asksTheProvidersOwnerAndRunbookWhereTheEndpointHasNone() {
        take(START, fleet.down("openai-us", START));

        assertThat(only().contacts()).extracting(Contact::owner).containsExactly("platform");
        assertThat(only().runbook()).isEqualTo(URI.create("https://wiki.example.com/platform"));
    }

    @Test
    void changesNothingWhileTheSameAlertsHold() {
        Alert alert = fleet.down("openai-us", START);
        take(START, alert);

        assertThat(take(START + MINUTE, alert)).isEmpty();
    }

    @Test
    void foldsTheSufferingOfThoseThatAnEndpointServesIntoItsIncident() {
        Alert down = fleet.down("openai-us", START);
        take(START, down);
        take(START + 5 * MINUTE, down, burn("support", START + 5 * MINUTE));

        assertThat(only().cause().name()).isEqualTo("openai-us");
        assertThat(only().features()).containsExactly("support");
        assertThat(only().contacts())
                .extracting(Contact::owner)
                .containsExactly("platform", "product");
    }

    @Test
    void leavesAloneWhatTheEndpointDoesNotServe() {
        Alert down = fleet.down("openai-us", START);
        take(START, down, burn("finder", START));

        assertThat(book.open()).hasSize(2);
    }

    @Test
    void leavesAloneWhatBurnedLongBefore() {
        take(START, burn("support", START - 120 * MINUTE));
        take(
                START + MINUTE,
                burn("support", START - 120 * MINUTE),
                fleet.down("openai-us", START + MINUTE));

        assertThat(book.open()).hasSize(2);
    }

    @Test
    void makesOneOfIncidentsWhoseCauseComesToLightLater() {
        fleet.feature("second", "other", "chat");
        FleetSnapshot wider = fleet.snapshot();
        Alert slow = burn("support", START);
        Alert second = burn("second", START + 15 * MINUTE);
        Alert down = fleet.down("openai-us", START + 20 * MINUTE);
        book.take(List.of(slow), Set.of(), wider, START);
        book.take(List.of(slow, second), Set.of(), wider, START + 15 * MINUTE);
        assertThat(book.open()).hasSize(2);

        List<Change> changes =
                book.take(List.of(slow, second, down), Set.of(), wider, START + 20 * MINUTE);

        assertThat(only().number()).isEqualTo(1);
        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.ENDPOINT, "openai-us"));
        assertThat(only().members().getFirst().alert()).isEqualTo(down);
        assertThat(changes).hasSize(2);
        assertThat(book.find(2).orElseThrow().mergedInto()).isEqualTo(1);
    }

    @Test
    void callsAProviderTheCauseWhenSeveralOfItsEndpointsAreDown() {
        Alert one = fleet.down("openai-us", START);
        take(START, one);
        take(START + 3 * MINUTE, one, fleet.down("openai-embed", START + 3 * MINUTE));

        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.PROVIDER, "openai"));
        assertThat(only().contacts())
                .extracting(Contact::owner)
                .containsExactly("platform", "search");
    }

    @Test
    void callsAPoolTheCauseWhenItsProviderHasOthersThatAreWell() {
        take(START, fleet.down("openai-us", START), fleet.down("openai-eu", START));

        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.POOL, "gpt"));
    }

    @Test
    void callsARegionTheCauseWhenSeveralProvidersFailThereAtOnce() {
        take(START, fleet.down("openai-us", START), fleet.down("azure-us", START + MINUTE));

        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.REGION, "us"));
    }

    @Test
    void keepsApartWhatFailsInOneRegionAtDifferentTimes() {
        take(START, fleet.down("openai-us", START));
        take(
                START + 5 * MINUTE,
                fleet.down("openai-us", START),
                fleet.down("azure-us", START + 5 * MINUTE));

        assertThat(book.open()).hasSize(2);
    }

    @Test
    void aStormOfFifteenFeaturesIsOneIncidentWithTheEndpointFirst() {
        List<Alert> storm = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            fleet.feature("f" + i, "team" + i % 4, "embed");
            storm.add(burn("f" + i, START + i * 1_000_000L));
        }
        storm.add(fleet.down("openai-embed", START + MINUTE / 2));
        FleetSnapshot wide = fleet.snapshot();

        book.take(storm, Set.of(), wide, START + MINUTE);

        Incident incident = only();
        assertThat(incident.members()).hasSize(16);
        assertThat(incident.cause()).isEqualTo(new Cause(Cause.Kind.ENDPOINT, "openai-embed"));
        assertThat(incident.title()).startsWith("endpoint openai-embed: ");
        assertThat(incident.contacts())
                .extracting(Contact::owner)
                .containsExactly("search", "team0", "team1", "team2", "team3");
    }

    @Test
    void suspectsTheEndpointThatThoseThatSufferShare() {
        fleet.feature("second", "other", "chat");
        book.take(
                List.of(burn("support", START), burn("second", START + MINUTE)),
                Set.of(),
                fleet.snapshot(),
                START + MINUTE);

        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.ENDPOINT, "openai-us", true));
    }

    @Test
    void resolvesByItselfOnceAllAlertsWereClearForAWhile() {
        take(START, fleet.down("openai-us", START));
        take(START + MINUTE);
        assertThat(only().state()).isEqualTo(Incident.State.OPENED);
        take(START + 7 * MINUTE);

        assertThat(book.open()).isEmpty();
        Incident over = book.find(1).orElseThrow();
        assertThat(over.resolvedWallMicros()).isEqualTo(START + 7 * MINUTE);
        assertThat(over.timeLine())
                .extracting(Moment::kind)
                .containsExactly(Moment.Kind.OPENED, Moment.Kind.CLEARED, Moment.Kind.RESOLVED);
    }

    @Test
    void goesOnWhenAnAlertReturnsBeforeThat() {
        Alert down = fleet.down("openai-us", START);
        take(START, down);
        take(START + MINUTE);
        take(START + 4 * MINUTE, down);
        take(START + 20 * MINUTE, down);

        assertThat(only().holds()).isTrue();
        assertThat(only().timeLine())
                .extracting(Moment::kind)
                .containsExactly(Moment.Kind.OPENED, Moment.Kind.CLEARED, Moment.Kind.RETURNED);
    }

    @Test
    void reopensWithinTheGraceTimeAndNotAfterIt() {
        take(START, fleet.down("openai-us", START));
        take(START + MINUTE);
        take(START + 7 * MINUTE);
        long again = START + 20 * MINUTE;
        take(again, fleet.about("openai-us", Alert.Kind.DEGRADED, Severity.TICKET, again));

        assertThat(only().number()).isEqualTo(1);
        assertThat(only().generation()).isEqualTo(1);
        assertThat(only().severity()).isEqualTo(Severity.TICKET);

        take(again + MINUTE);
        take(again + 7 * MINUTE);
        long late = again + 60 * MINUTE;
        take(late, fleet.down("openai-us", late));
        assertThat(only().number()).isEqualTo(2);
    }

    @Test
    void escalatesWithItsAlerts() {
        Alert degraded = fleet.about("openai-us", Alert.Kind.DEGRADED, Severity.TICKET, START);
        take(START, degraded);
        take(START + MINUTE, degraded, fleet.down("openai-us", START + MINUTE));

        assertThat(only().severity()).isEqualTo(Severity.PAGE);
        assertThat(only().timeLine()).extracting(Moment::kind).contains(Moment.Kind.ESCALATED);
    }

    @Test
    void isNotResolvedByHandWhileAnAlertHolds() {
        take(START, fleet.down("openai-us", START));

        assertThat(book.resolve(1, "ann", null, START + 1))
                .isInstanceOfSatisfying(
                        Handling.Refused.class,
                        refused -> assertThat(refused.why()).contains("still holds"));

        take(START + MINUTE);
        assertThat(book.resolve(1, "ann", "a cable", START + MINUTE))
                .isInstanceOf(Handling.Done.class);
        assertThat(book.find(1).orElseThrow().timeLine().getLast().words())
                .isEqualTo("Resolved by ann: a cable");
    }

    @Test
    void remembersWhoTookItOn() {
        take(START, fleet.down("openai-us", START));
        book.acknowledge(1, new Incident.Acknowledgement("ann", START + 1, null));

        assertThat(only().state()).isEqualTo(Incident.State.ACKNOWLEDGED);
        assertThat(only().acknowledgement())
                .isEqualTo(new Incident.Acknowledgement("ann", START + 1, null));
        assertThat(book.acknowledge(9, new Incident.Acknowledgement("ann", START, null)))
                .isInstanceOf(Handling.Unknown.class);
    }

    private void takenOn(long now) {
        book.acknowledge(1, new Incident.Acknowledgement("ann", now, null));
    }

    private static Alert severe(Alert alert, Severity severity) {
        return new Alert(
                alert.kind(), severity, alert.subject(), alert.words(), alert.sinceWallMicros());
    }

    @Test
    void aPageThatJoinsWhatSomebodyTookOnIsNewsOnceNoOtherPageHolds() {
        Alert complaints = fleet.about("openai-us", Alert.Kind.COMPLAINTS, Severity.TICKET, START);
        take(START, complaints, fleet.down("openai-us", START));
        takenOn(START + 1);
        take(START + MINUTE, complaints);
        take(START + 4 * MINUTE, complaints, fleet.down("openai-us", START + 4 * MINUTE));

        assertThat(only().state()).isEqualTo(Incident.State.OPENED);
        assertThat(only().acknowledgement()).isNull();
        assertThat(only().generation()).isEqualTo(1);
        assertThat(only().timeLine().getLast().kind()).isEqualTo(Moment.Kind.REOPENED);
    }

    @Test
    void aPageOfAnotherEndpointIsNewsToWhoTookTheFirstOn() {
        Alert one = fleet.down("openai-us", START);
        take(START, one);
        takenOn(START + 1);
        take(START + MINUTE, one, fleet.down("openai-eu", START + MINUTE));

        assertThat(only().state()).isEqualTo(Incident.State.OPENED);
    }

    @Test
    void aTicketThatBecomesAPageIsNewsToWhoTookTheTicketOn() {
        Alert down = fleet.down("openai-us", START);
        take(START, severe(down, Severity.TICKET));
        takenOn(START + 1);
        take(START + MINUTE, down);

        assertThat(only().state()).isEqualTo(Incident.State.OPENED);
        assertThat(only().severity()).isEqualTo(Severity.PAGE);
    }

    @Test
    void whatSuffersFromWhatSomebodyTookOnIsNoNews() {
        Alert down = fleet.down("openai-us", START);
        take(START, down);
        takenOn(START + 1);
        take(START + MINUTE, down, burn("support", START + MINUTE));
        Alert complaints = fleet.about("azure-us", Alert.Kind.COMPLAINTS, Severity.TICKET, START);
        take(START + 2 * MINUTE, down, burn("support", START + MINUTE), complaints);

        assertThat(book.find(1).orElseThrow().state()).isEqualTo(Incident.State.ACKNOWLEDGED);
    }

    @Test
    void whatSuffersForAnotherOwnerIsNewsWhereNoEndpointWasTakenOn() {
        fleet.feature("second", "other", "chat");
        FleetSnapshot wider = fleet.snapshot();
        book.take(List.of(burn("support", START)), Set.of(), wider, START);
        takenOn(START + 1);
        book.take(
                List.of(burn("support", START), burn("second", START + MINUTE)),
                Set.of(),
                wider,
                START + MINUTE);

        assertThat(only().state()).isEqualTo(Incident.State.OPENED);
    }

    @Test
    void keepsAnotherProvidersFailureApartThoughBothServeWhatBurns() {
        Alert down = fleet.down("openai-us", START);
        Alert burns = burn("support", START + MINUTE);
        take(START, down);
        take(START + MINUTE, down, burns);
        takenOn(START + 2 * MINUTE);
        Alert refused =
                fleet.about(
                        "azure-us", Alert.Kind.ACCOUNT_REFUSED, Severity.PAGE, START + 10 * MINUTE);
        take(START + 10 * MINUTE, down, burns, refused);

        assertThat(book.open()).hasSize(2);
        assertThat(book.open().getFirst().cause().name()).isEqualTo("openai-us");
        assertThat(book.open().getFirst().state()).isEqualTo(Incident.State.ACKNOWLEDGED);
        assertThat(book.open().getLast().cause().name()).isEqualTo("azure-us");
        assertThat(book.open().getLast().contacts().getFirst().owner()).isEqualTo("cloud");
    }

    @Test
    void namesWhatHoldsAndWhoAnswersForItBeforeWhatIsOver() {
        Alert embed = fleet.down("openai-embed", START);
        Alert us = fleet.about("openai-us", Alert.Kind.DEGRADED, Severity.TICKET, START);
        take(START, embed, us);
        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.PROVIDER, "openai"));
        take(START + MINUTE, us);

        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.ENDPOINT, "openai-us"));
        assertThat(only().title()).isEqualTo("endpoint openai-us: openai-us degraded");
        assertThat(only().contacts())
                .extracting(Contact::owner)
                .containsExactly("platform", "search");
        assertThat(only().runbook())
                .as("that of the owner of the present cause")
                .isEqualTo(URI.create("https://wiki.example.com/platform"));
        take(START + 2 * MINUTE);
        assertThat(only().cause())
                .as("stays to the end")
                .isEqualTo(new Cause(Cause.Kind.ENDPOINT, "openai-us"));
    }

    @Test
    void theCauseOfWhatStillSuffersIsTheEndpointThatServedIt() {
        Alert down = fleet.down("openai-us", START);
        Alert burns = burn("support", START + MINUTE);
        take(START + MINUTE, down, burns);
        take(START + 2 * MINUTE, burns);

        assertThat(only().cause()).isEqualTo(new Cause(Cause.Kind.ENDPOINT, "openai-us"));
        assertThat(only().title()).isEqualTo("endpoint openai-us: support burns its error budget");
    }

    @Test
    void aRunbookOfAnotherEndpointIsNotShown() {
        fleet.provider("bare", null).endpoint("bare-us", "bare", null, "us", null, null);
        FleetSnapshot wider = fleet.snapshot();
        Alert embed = fleet.down("openai-embed", START);
        Alert bare = fleet.down("bare-us", START + 1);
        book.take(List.of(embed, bare), Set.of(), wider, START);
        book.take(List.of(bare), Set.of(), wider, START + MINUTE);

        assertThat(only().cause().name()).isEqualTo("bare-us");
        assertThat(only().runbook()).isNull();
    }

    @Test
    void saysTheNewestWordsWithoutAChange() {
        Alert first = burn("support", START);
        take(START, first);
        Alert worse =
                new Alert(first.kind(), first.severity(), first.subject(), "support: worse", START);

        assertThat(take(START + 1, worse)).isEmpty();
        assertThat(only().title()).as("the name is said once").isEqualTo("feature support: worse");
    }

    @Test
    void whoWasToldOfAPartIsToldOfTheWhole() {
        fleet.feature("second", "other", "chat");
        FleetSnapshot wider = fleet.snapshot();
        Alert slow = burn("support", START);
        Alert second = burn("second", START + 15 * MINUTE);
        book.take(List.of(slow), Set.of(), wider, START);
        book.take(List.of(slow, second), Set.of(), wider, START + 15 * MINUTE);
        fleet.feature("second", null, "chat");
        FleetSnapshot nobody = fleet.snapshot();
        Alert down = fleet.down("openai-us", START + 20 * MINUTE);
        book.take(List.of(slow, second, down), Set.of(), nobody, START + 20 * MINUTE);

        assertThat(only().contacts())
                .extracting(Contact::owner)
                .containsExactly("platform", "product", "other");
    }

    @Test
    void aRestartClearsNothingBeforeTheSourcesHadTheirTime() {
        Alert down = fleet.down("openai-us", START);
        take(START, down);
        IncidentBook again =
                new IncidentBook(IncidentPolicy.DEFAULT, book.open(), 2, START + MINUTE);

        again.take(List.of(), Set.of(), snapshot, START + 2 * MINUTE);
        assertThat(again.open().getFirst().holds()).isTrue();
        again.take(List.of(), Set.of(), snapshot, START + 3 * MINUTE);
        assertThat(again.open().getFirst().holds()).isFalse();
    }

    @Test
    void whatNobodyHasToldOfYetIsNotClearAndTheRestIs() {
        Alert down = fleet.down("openai-us", START);
        Alert burn = burn("finder", START);
        take(START, down, burn);
        assertThat(book.open()).hasSize(2);
        book.take(List.of(), Set.of(Alert.Kind.BURN), snapshot, START + MINUTE);
        book.take(List.of(), Set.of(Alert.Kind.BURN), snapshot, START + 60 * MINUTE);

        assertThat(only().members().getFirst().alert()).isEqualTo(burn);
        assertThat(only().holds()).isTrue();
        take(START + 61 * MINUTE);
        take(START + 66 * MINUTE);
        assertThat(book.open()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackHoldsUpNoEnd() {
        long year = 365L * 24 * 60 * MINUTE;
        take(START + year, fleet.down("openai-us", START + year));
        take(START + year + MINUTE);
        assertThat(only().holds()).isFalse();
        take(START);
        take(START + 4 * MINUTE);
        assertThat(book.open()).hasSize(1);
        take(START + 5 * MINUTE);
        assertThat(book.open()).isEmpty();
        assertThat(book.find(1).orElseThrow().resolvedWallMicros()).isEqualTo(START + 5 * MINUTE);
    }

    @Test
    void aFlappingAlertFindsTheEndOfTheTimeLineAndTheIncidentItsEnd() {
        Alert down = fleet.down("openai-us", START);
        for (int i = 0; i < Incident.MOST_MOMENTS; i++) {
            take(START + 2L * i, down);
            take(START + 2L * i + 1);
        }
        take(START + 10 * MINUTE);

        Incident over = book.find(1).orElseThrow();
        assertThat(over.timeLine()).hasSizeLessThan(Incident.MOST_MOMENTS);
        assertThat(over.momentsDropped()).isPositive();
        assertThat(over.timeLine().getLast().kind()).isEqualTo(Moment.Kind.RESOLVED);
    }
}
