package dev.fleetward.core.region.likeness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.FinishReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LikenessBookTest {
    private static final long MINUTE = 60_000_000L;
    private static final Stream CHAT = new Stream("gpt", "chat", "up to 1k");
    private static final Stream REPORT = new Stream("gpt", "report", "up to 1k");

    private static Traits traits(SplittableRandom random, double refusals) {
        boolean refused = random.nextDouble() < refusals;
        return Traits.of(
                refused ? FinishReason.REFUSAL : FinishReason.STOP,
                100 + random.nextInt(200),
                1_000,
                4_000_000,
                null);
    }

    @Test
    void namesTheRegionThatRefusesMore() {
        SplittableRandom random = new SplittableRandom(1);
        LikenessBook book = new LikenessBook(new FalseAlarms(0.1, 6));
        List<LikenessBook.Finding> found = new ArrayList<>();
        for (int call = 0; call < 6_000; call++) {
            String region = List.of("east", "west", "north").get(call % 3);
            double refusals = region.equals("north") ? 0.12 : 0.02;
            found.addAll(book.see(CHAT, region, traits(random, refusals), call * MINUTE));
        }
        assertThat(found)
                .isNotEmpty()
                .allMatch(each -> "north".equals(each.other()))
                .allMatch(each -> each.verdict().signal() == Signal.REFUSAL)
                .allMatch(each -> each.verdict().evidence().gap() > 0);
        assertThat(found).allMatch(each -> "north".equals(book.unlike(each)));
        assertThat(found.getFirst().toString())
                .startsWith("gpt, chat, prompts up to 1k: north against east: refusal differs: ");
        assertThat(book.lines()).hasSize(6 * Signal.COUNT);
    }

    @Test
    void aRegionThatChangesDiffersFromItsPast() {
        SplittableRandom random = new SplittableRandom(2);
        LikenessBook book = new LikenessBook(new FalseAlarms(0.1, 6));
        List<LikenessBook.Finding> found = new ArrayList<>();
        for (int call = 0; call < 6_000; call++) {
            found.addAll(
                    book.see(
                            CHAT,
                            "east",
                            traits(random, call < 3_000 ? 0.02 : 0.15),
                            call * MINUTE));
        }
        assertThat(found).isNotEmpty().allMatch(each -> each.other() == null);
        assertThat(found.getFirst().toString()).contains("east now against its past");

        book.rebase(CHAT, "east");
        assertThat(book.lines()).allMatch(line -> line.verdict() instanceof Verdict.Gathering);
    }

    @Test
    void ofTwoRegionsItSaysWhichOneMovedOnlyWhereThatIsKnown() {
        SplittableRandom random = new SplittableRandom(5);
        LikenessBook book = new LikenessBook(new FalseAlarms(0.1, 6));
        List<LikenessBook.Finding> found = new ArrayList<>();
        for (int call = 0; call < 7_000; call++) {
            boolean west = call % 2 == 0;
            double refusals = west && call > 5_000 ? 0.2 : 0.02;
            for (LikenessBook.Finding each :
                    book.see(
                            CHAT,
                            west ? "west" : "east",
                            traits(random, refusals),
                            call * MINUTE)) {
                if (each.other() != null) {
                    found.add(each);
                    assertThat(book.unlike(each)).isEqualTo("west");
                }
            }
        }
        assertThat(found).isNotEmpty();
        book.rebase("west");
        assertThat(book.unlike(found.getFirst())).isNull();
    }

    @Test
    void streamsWithoutCallsForAMonthMakeRoom() {
        SplittableRandom random = new SplittableRandom(6);
        LikenessBook book = new LikenessBook(new FalseAlarms(0.1, 3));
        long month = 28 * 24 * 60 * MINUTE;
        book.see(CHAT, "east", traits(random, 0), 0);
        book.see(CHAT, "west", traits(random, 0), MINUTE);
        book.see(REPORT, "east", traits(random, 0), MINUTE);
        assertThat(book.left()).isEqualTo(1);
        assertThat(book.forget(month + MINUTE)).isEmpty();
        assertThat(
                        new LikenessBook(new FalseAlarms(0.1, 3), book.rows())
                                .forget(month + 2 * MINUTE))
                .containsExactly(CHAT);
        assertThat(book.forget(month + 2 * MINUTE)).containsExactly(CHAT);
        book.see(REPORT, "east", traits(random, 0), month + 2 * MINUTE);
        assertThat(book.comparisons()).isEqualTo(1);
        assertThat(book.left()).isEqualTo(1);
    }

    /// One region serves reports, which are refused more often; that says nothing of the region.
    @Test
    void differentFeaturesAreNotCompared() {
        SplittableRandom random = new SplittableRandom(3);
        LikenessBook book = new LikenessBook(new FalseAlarms(0.1, 6));
        for (int call = 0; call < 4_000; call++) {
            boolean report = call % 2 == 0;
            assertThat(
                            book.see(
                                    report ? REPORT : CHAT,
                                    report ? "east" : "west",
                                    traits(random, report ? 0.3 : 0.02),
                                    call * MINUTE))
                    .isEmpty();
        }
    }

    @Test
    void opensNoMoreComparisonsThanTheAllowanceIsSplitInto() {
        SplittableRandom random = new SplittableRandom(4);
        LikenessBook book = new LikenessBook(new FalseAlarms(0.1, 5));
        for (String region : List.of("a", "b", "c", "a")) {
            book.see(CHAT, region, traits(random, 0), 0);
        }
        // Two pasts and a pair; the third region would open three more.
        assertThat(book.comparisons()).isEqualTo(3);
        assertThat(book.left()).isEqualTo(1);
        assertThatThrownBy(() -> new FalseAlarms(2, 1)).hasMessageContaining("expected");
    }

    @Test
    void goesOnFromItsRowsAsIfNothingHadHappened() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        FalseAlarms allowed = new FalseAlarms(0.1, 6);
        LikenessBook steady = new LikenessBook(allowed);
        LikenessBook restarted = new LikenessBook(allowed);
        int found = 0;
        for (int call = 0; call < 9_000; call++) {
            if (call % 501 == 0) {
                List<LikenessBook.Row> rows = new ArrayList<>(restarted.rows());
                Collections.reverse(rows);
                restarted = new LikenessBook(allowed, rows);
            }
            String region = List.of("east", "west").get(random.nextInt(2));
            Traits traits = traits(random, region.equals("east") && call > 7_000 ? 0.3 : 0.02);
            List<LikenessBook.Finding> findings =
                    steady.see(CHAT, region, traits, call * 10L * MINUTE);
            found += findings.size();
            assertThat(restarted.see(CHAT, region, traits, call * 10L * MINUTE))
                    .as("seed %s, call %s", seed, call)
                    .containsExactlyInAnyOrderElementsOf(findings);
        }
        assertThat(found).as("seed %s", seed).isPositive();
        assertThat(restarted.lines()).containsExactlyInAnyOrderElementsOf(steady.lines());
        assertThat(restarted.comparisons()).isEqualTo(3);
        List<LikenessBook.Row> rows = steady.rows();
        assertThat(rows)
                .as("what a test knows does not grow with the calls")
                .allMatch(row -> row.numbers().size() <= 80);
        assertThatThrownBy(() -> new LikenessBook(new FalseAlarms(0.1, 2), rows))
                .hasMessageContaining("more than 2");
    }

    @Test
    void whatAnAnswerDoesNotShowIsNotCompared() {
        Traits empty = Traits.of(FinishReason.LENGTH, 1, 0, 0, null);
        assertThat(empty.of(Signal.TRUNCATION)).isEqualTo(1);
        assertThat(empty.of(Signal.TOOL_VALIDITY)).isNaN();
        assertThat(empty.of(Signal.TOKENS_PER_CHARACTER)).isNaN();
        assertThat(empty.of(Signal.SPEED)).isNaN();
        assertThat(Traits.of(FinishReason.STOP, 101, 404, 2_000_000, true))
                .isEqualTo(new Traits(0, 0, 1, 101, 0.25, 50));
    }
}
