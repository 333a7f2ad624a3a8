package dev.fleetward.control.likeness;

import dev.fleetward.core.region.likeness.ModelEquality;
import dev.fleetward.core.snapshot.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// One test of whole answers: an endpoint against another one, both asked now and in turns, so that
/// the hour is the same for both; or against what it answered before. Run by one thread, looked at
/// by all.
final class EqualityRun {
    private static final int TRIES = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /// The difference that the power is stated for: a quarter less alike, in all calls.
    private static final double EFFECT = 0.25;

    private static final int TRIALS = 40;
    private static final int COARSE = 200;

    private final long id;
    private final Endpoint first;
    private final @Nullable Endpoint second;
    private final List<List<String>> reference;
    private final String why;
    private final ModelEquality equality;
    private final List<String> prompts;
    private volatile EqualityView view;
    private volatile Spent firstSpent = Spent.NOTHING;
    private volatile Spent secondSpent = Spent.NOTHING;

    /// Why a test has no result.
    static final class Unfinished extends Exception {
        private static final long serialVersionUID = 1;

        Unfinished(String words) {
            super(words);
        }
    }

    /// @param second null to hold it against `reference`
    EqualityRun(
            long id,
            Endpoint first,
            @Nullable Endpoint second,
            List<List<String>> reference,
            String why,
            ModelEquality equality,
            List<String> prompts) {
        this.id = id;
        this.first = first;
        this.second = second;
        this.reference = reference;
        this.why = why;
        this.equality = equality;
        this.prompts = prompts.subList(0, Math.min(prompts.size(), equality.prompts()));
        this.view = view(EqualityView.State.RUNNING, 0, null, "");
    }

    EqualityView view() {
        return view;
    }

    Endpoint first() {
        return first;
    }

    boolean isAgainstItself() {
        return second == null;
    }

    boolean isBetween(Endpoint one, @Nullable Endpoint other) {
        return first.equals(one) && java.util.Objects.equals(second, other);
    }

    @Nullable Endpoint second() {
        return second;
    }

    Spent firstSpent() {
        return firstSpent;
    }

    Spent secondSpent() {
        return secondSpent;
    }

    private String against() {
        return second == null ? "its reference" : second.name();
    }

    private EqualityView view(
            EqualityView.State state, int asked, @Nullable Finding finding, String words) {
        int of = prompts.size() * equality.samples() * (second == null ? 1 : 2);
        return new EqualityView(
                id,
                first.name(),
                against(),
                why,
                state,
                asked,
                of,
                firstSpent.nanos() + secondSpent.nanos(),
                finding,
                words);
    }

    /// Asks everything and judges it.
    ///
    /// @param wall the time of the verdict
    Finding run(Asker asker, RandomGenerator random, java.util.function.LongSupplier wall)
            throws InterruptedException, Unfinished {
        List<List<String>> now = empty();
        List<List<String>> other = second == null ? reference : empty();
        int asked = 0;
        try {
            for (int sample = 0; sample < equality.samples(); sample++) {
                for (int prompt = 0; prompt < prompts.size(); prompt++) {
                    Inquiry inquiry = Inquiry.answer(prompts.get(prompt));
                    Asked.Answered answer = ask(asker, first, inquiry);
                    firstSpent = firstSpent.plus(answer, first.price());
                    now.get(prompt).add(answer.text());
                    asked++;
                    if (second != null) {
                        Asked.Answered theirs = ask(asker, second, inquiry);
                        secondSpent = secondSpent.plus(theirs, second.price());
                        other.get(prompt).add(theirs.text());
                        asked++;
                    }
                    view = view(EqualityView.State.RUNNING, asked, null, "");
                }
            }
            Finding finding = judge(other, now, random, wall.getAsLong());
            view = view(EqualityView.State.DONE, asked, finding, finding.words());
            return finding;
        } catch (Unfinished unfinished) {
            String words = String.valueOf(unfinished.getMessage());
            view = view(EqualityView.State.UNFINISHED, asked, null, words);
            throw unfinished;
        }
    }

    private List<List<String>> empty() {
        List<List<String>> answers = new ArrayList<>();
        prompts.forEach(_ -> answers.add(new ArrayList<>()));
        return answers;
    }

    private static Asked.Answered ask(Asker asker, Endpoint endpoint, Inquiry inquiry)
            throws InterruptedException, Unfinished {
        String words = "";
        for (int i = 0; i < TRIES; i++) {
            if (i > 0) {
                Thread.sleep(PAUSE);
            }
            switch (asker.ask(endpoint, inquiry)) {
                case Asked.Answered answer -> {
                    return answer;
                }
                case Asked.Unsuitable(String said) ->
                        throw new Unfinished(endpoint.name() + " cannot be asked: " + said);
                case Asked.NotAnswered(String said) -> words = said;
            }
        }
        throw new Unfinished(endpoint.name() + " did not answer: " + words);
    }

    /// The same test with p-values that are coarser, for the power is estimated by many of them.
    private ModelEquality coarse() {
        return new ModelEquality(
                equality.prompts(),
                equality.samples(),
                equality.characters(),
                Math.min(equality.permutations(), COARSE),
                equality.alpha());
    }

    /// The result names what it was asked for.
    private String cause() {
        return why.isEmpty() ? "" : "; tested for: " + why;
    }

    private Finding judge(
            List<List<String>> other,
            List<List<String>> now,
            RandomGenerator random,
            long wallMicros) {
        ModelEquality.Result result = equality.test(other, now, random);
        ModelEquality.Power power = coarse().power(other, EFFECT, 1, TRIALS, random);
        return new Finding(
                first.name(),
                Finding.Test.EQUALITY,
                against(),
                result.differs(),
                wallMicros,
                (result.differs() ? "they differ" : "no difference shown") + cause(),
                result.secondAnswers()
                        + " answers against "
                        + result.firstAnswers()
                        + " to "
                        + result.prompts()
                        + " prompts",
                result.discrepancy(),
                null,
                result.pValue(),
                power.chance(),
                "a quarter less alike",
                firstSpent.nanos() + secondSpent.nanos());
    }
}
