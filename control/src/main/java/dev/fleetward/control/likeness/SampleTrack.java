package dev.fleetward.control.likeness;

import dev.fleetward.core.region.likeness.ModelEquality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The whole answers of an endpoint while it was known to be right, taken once: the reference of
/// later tests. Confined to its owner.
final class SampleTrack implements Track {
    static final String PART = "answers";

    private static final long GAP_MICROS = TimeUnit.SECONDS.toMicros(10);
    private static final long AGAIN_MICROS = TimeUnit.DAYS.toMicros(1);

    private final List<String> prompts;
    private final int samples;
    private final Pace pace;
    private final List<List<String>> answers = new ArrayList<>();
    private @Nullable String unsuitable;
    private int taken;

    /// What is kept.
    record Notes(List<List<String>> answers, long nextMicros) {
        Notes {
            answers = answers.stream().map(List::copyOf).toList();
        }
    }

    SampleTrack(
            List<String> prompts, ModelEquality equality, @Nullable Notes known, long nowMicros) {
        this.prompts = prompts.subList(0, Math.min(prompts.size(), equality.prompts()));
        this.samples = equality.samples();
        this.pace = new Pace(known == null ? nowMicros : known.nextMicros);
        for (int i = 0; i < this.prompts.size(); i++) {
            List<String> before =
                    known != null && i < known.answers.size() ? known.answers.get(i) : List.of();
            answers.add(new ArrayList<>(before.subList(0, Math.min(before.size(), samples))));
            taken += answers.getLast().size();
        }
    }

    /// The reference, by prompt; empty until it is whole.
    List<List<String>> reference() {
        return taken < total() ? List.of() : answers.stream().map(List::copyOf).toList();
    }

    private int total() {
        return prompts.size() * samples;
    }

    @Override
    public String part() {
        return PART;
    }

    @Override
    public @Nullable Inquiry due(long nowMicros) {
        return taken < total() && pace.isDue(nowMicros, AGAIN_MICROS)
                ? Inquiry.answer(prompts.get(taken % prompts.size()))
                : null;
    }

    @Override
    public Optional<Finding> answered(Asked.Answered answer, long nowMicros) {
        answers.get(taken % prompts.size()).add(answer.text());
        taken++;
        unsuitable = null;
        pace.asked(nowMicros, GAP_MICROS, total());
        return Optional.empty();
    }

    @Override
    public void unsuitable(String words, long nowMicros) {
        unsuitable = words;
        pace.rest(nowMicros, AGAIN_MICROS);
    }

    @Override
    public String save() {
        return JsonMapper.shared().writeValueAsString(new Notes(answers, pace.nextMicros()));
    }

    @Override
    public TrackView view(long nowMicros) {
        boolean whole = taken == total();
        return new TrackView(
                Finding.Test.EQUALITY,
                unsuitable != null ? "unsuitable" : whole ? "ready" : "gathering",
                unsuitable != null ? unsuitable : "",
                taken + " of " + total() + " answers of the reference",
                null,
                whole ? null : pace.nextMicros());
    }
}
