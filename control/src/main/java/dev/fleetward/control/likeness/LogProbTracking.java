package dev.fleetward.control.likeness;

import dev.fleetward.core.region.likeness.LogProbTest;
import dev.fleetward.core.region.likeness.LogProbTrack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The log probabilities of one endpoint, where it gives them: asked quickly until the reference is
/// whole, then at the usual distance, and quickly again once a test differed. Two tests in a row
/// that differ say that the model is another one; one of them is a suspicion. Confined to its
/// owner.
final class LogProbTracking implements Track {
    static final String PART = "log probabilities";

    /// The chance of a false alarm of each test; two in a row have far less.
    static final double ALPHA = 0.001;

    private static final long QUICK_MICROS = TimeUnit.MINUTES.toMicros(1);

    /// Until an endpoint that gave none is asked again.
    private static final long AGAIN_MICROS = TimeUnit.DAYS.toMicros(7);

    private static final int ENOUGH = 2;

    private final String endpoint;
    private final long gapMicros;
    private final RandomGenerator random;
    private final LogProbTrack track;
    private final Pace pace;
    private final List<Map<String, Double>> pending = new ArrayList<>();
    private int streak;
    private @Nullable String unsuitable;
    private @Nullable Finding last;

    /// What is kept.
    ///
    /// @param pending answers of the next test
    /// @param streak tests in a row that differed
    record Notes(
            List<Map<String, Double>> reference,
            List<Map<String, Double>> pending,
            int streak,
            @Nullable String unsuitable,
            @Nullable Finding last,
            long nextMicros) {}

    LogProbTracking(
            String endpoint,
            long gapMicros,
            RandomGenerator random,
            @Nullable Notes known,
            long nowMicros) {
        this.endpoint = endpoint;
        this.gapMicros = gapMicros;
        this.random = random;
        this.track = new LogProbTrack(ALPHA, known == null ? List.of() : known.reference);
        this.pace = new Pace(known == null ? nowMicros : known.nextMicros);
        if (known != null) {
            streak = known.streak;
            unsuitable = known.unsuitable;
            last = known.last;
            known.pending.forEach(each -> {
                pending.add(each);
                track.see(each, random);
            });
        }
    }

    boolean isChanged() {
        return streak >= ENOUGH;
    }

    @Override
    public String part() {
        return PART;
    }

    @Override
    public @Nullable Inquiry due(long nowMicros) {
        return pace.isDue(nowMicros, AGAIN_MICROS) ? Inquiry.logProbabilities() : null;
    }

    @Override
    public Optional<Finding> answered(Asked.Answered answer, long nowMicros) {
        if (answer.logProbs().isEmpty()) {
            unsuitable("it answers without log probabilities", nowMicros);
            return Optional.empty();
        }
        unsuitable = null;
        boolean whole = isWhole();
        Optional<LogProbTest.Result> result = track.see(answer.logProbs(), random);
        if (whole) {
            pending.add(answer.logProbs());
        }
        Optional<Finding> finding = result.map(test -> finding(test, nowMicros));
        boolean quick = !isWhole() || (streak > 0 && streak < ENOUGH);
        pace.asked(
                nowMicros,
                quick ? QUICK_MICROS : gapMicros,
                quick ? LogProbTrack.REFERENCE : LogProbTrack.DETECTION);
        return finding;
    }

    private boolean isWhole() {
        return track.reference().size() == LogProbTrack.REFERENCE;
    }

    private Finding finding(LogProbTest.Result test, long nowMicros) {
        pending.clear();
        streak = test.differs() ? streak + 1 : 0;
        last =
                new Finding(
                        endpoint,
                        Finding.Test.LOG_PROBABILITIES,
                        "its first " + test.reference() + " answers",
                        test.differs(),
                        nowMicros,
                        !test.differs()
                                ? "no difference shown"
                                : streak < ENOUGH
                                        ? "they differ; the next answers decide"
                                        : "they differ, " + streak + " tests in a row",
                        test.detection() + " answers against " + test.reference(),
                        test.difference(),
                        null,
                        test.pValue(),
                        null,
                        null,
                        null);
        return last;
    }

    @Override
    public void unsuitable(String words, long nowMicros) {
        unsuitable = words;
        pace.rest(nowMicros, AGAIN_MICROS);
    }

    @Override
    public String save() {
        return JsonMapper.shared()
                .writeValueAsString(
                        new Notes(
                                track.reference(),
                                pending,
                                streak,
                                unsuitable,
                                last,
                                pace.nextMicros()));
    }

    @Override
    public TrackView view(long nowMicros) {
        int reference = track.reference().size();
        String state =
                unsuitable != null
                        ? "unsuitable"
                        : isChanged()
                                ? "changed"
                                : streak > 0 ? "suspected" : isWhole() ? "watching" : "reference";
        return new TrackView(
                Finding.Test.LOG_PROBABILITIES,
                state,
                unsuitable != null ? unsuitable : last == null ? "" : last.words(),
                isWhole()
                        ? pending.size() + " of " + LogProbTrack.DETECTION + " answers"
                        : reference + " of " + LogProbTrack.REFERENCE + " of the reference",
                last,
                pace.nextMicros());
    }
}
