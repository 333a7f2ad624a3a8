package dev.fleetward.control.likeness;

import dev.fleetward.core.region.likeness.BorderDrift;
import dev.fleetward.core.region.likeness.BorderInputs;
import dev.fleetward.core.region.likeness.BorderInputs.Candidate;
import dev.fleetward.core.region.likeness.BorderInputs.Tally;
import dev.fleetward.core.region.likeness.BorderRule;
import dev.fleetward.core.region.likeness.BorderVerdict;
import dev.fleetward.core.region.likeness.BorderWatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// The border prompts of one endpoint: chosen once, then asked every day, spread over it in turns;
/// the first day is the reference. Days are UTC's. Confined to its owner.
///
/// 1. A day with less than half of its answers says nothing.
/// 2. Where the clock went back, nothing is asked until the day is reached again.
/// 3. Prompts that differ from themselves too much are given up for further ones.
/// 4. What drifted from the first day is another model until it is taken for right.
final class BorderTrack implements Track {
    static final String PART = "borders";

    /// Prompts below which an endpoint has no use for them.
    static final int LEAST_CHOSEN = 5;

    private static final long DAY_MICROS = TimeUnit.DAYS.toMicros(1);
    private static final long GAP_MICROS = TimeUnit.SECONDS.toMicros(10);

    private final String endpoint;
    private final List<String> candidates;
    private final int wanted;
    private final int samples;
    private final BorderRule rule;
    private final Pace pace;

    // The choice: while `firstDay` is −1.
    private int tried;
    private final List<String> tokens = new ArrayList<>();
    private final List<String> chosen = new ArrayList<>();
    private long firstDay = -1;

    private List<Tally> reference = List.of();
    private @Nullable BorderWatch watch;
    private BorderDrift drift = new BorderDrift(BorderDrift.Notes.NOTHING);
    private long day;
    private final Map<String, List<String>> today = new LinkedHashMap<>();
    private int asked;
    private boolean changed;
    private @Nullable Finding last;
    private @Nullable String unsuitable;

    /// What is kept.
    ///
    /// @param drift null where an earlier version kept it
    record Notes(
            int tried,
            List<String> tokens,
            List<String> chosen,
            long firstDay,
            List<Tally> reference,
            List<BorderWatch.Row> rows,
            long day,
            Map<String, List<String>> today,
            int asked,
            boolean changed,
            @Nullable Finding last,
            long nextMicros,
            BorderDrift.@Nullable Notes drift) {}

    /// @param wanted prompts
    /// @param samples answers to each a day
    BorderTrack(
            String endpoint,
            List<String> candidates,
            int wanted,
            int samples,
            BorderRule rule,
            @Nullable Notes known,
            long nowMicros) {
        this.endpoint = endpoint;
        this.candidates = candidates;
        this.wanted = wanted;
        this.samples = samples;
        this.rule = rule;
        this.pace = new Pace(known == null ? nowMicros : known.nextMicros);
        if (known == null) {
            return;
        }
        tried = known.tried;
        tokens.addAll(known.tokens);
        chosen.addAll(known.chosen);
        firstDay = known.firstDay;
        reference = known.reference;
        watch = reference.isEmpty() ? null : new BorderWatch(rule, reference, known.rows);
        if (known.drift != null) {
            drift = new BorderDrift(known.drift);
        }
        day = known.day;
        known.today.forEach((prompt, answers) -> today.put(prompt, new ArrayList<>(answers)));
        asked = known.asked;
        changed = known.changed;
        last = known.last;
    }

    /// Whether the prompts say that the model is another one.
    boolean isChanged() {
        return changed || drift.isAlarmed();
    }

    @Override
    public String part() {
        return PART;
    }

    private static long dayOf(long nowMicros) {
        return Math.floorDiv(nowMicros, DAY_MICROS);
    }

    private int perDay() {
        return chosen.size() * samples;
    }

    private boolean isUseless() {
        return firstDay >= 0 && chosen.size() < LEAST_CHOSEN;
    }

    @Override
    public Optional<Finding> turn(long nowMicros) {
        long now = dayOf(nowMicros);
        if (firstDay < 0 || now <= day) {
            return Optional.empty();
        }
        Optional<Finding> finding = asked == 0 ? Optional.empty() : close(nowMicros);
        day = now;
        asked = 0;
        today.clear();
        return finding;
    }

    private Optional<Finding> close(long nowMicros) {
        int answers = today.values().stream().mapToInt(List::size).sum();
        if (2 * answers < perDay()) {
            return Optional.empty();
        }
        List<Tally> tallies =
                today.entrySet().stream()
                        .map(each -> Tally.of(each.getKey(), each.getValue()))
                        .toList();
        BorderWatch known = watch;
        if (known == null) {
            reference = tallies;
            watch = new BorderWatch(rule, reference, List.of());
            return Optional.empty();
        }
        BorderVerdict verdict = known.see(day, tallies);
        Finding found = finding(verdict, answers, nowMicros);
        boolean drifted =
                !(verdict instanceof BorderVerdict.Left)
                        && watch == known
                        && drift.see(known.rows().getLast().distance());
        last = drifted ? drifted(known.rows().getLast().distance(), answers, nowMicros) : found;
        return Optional.of(last);
    }

    private Finding drifted(double distance, int answers, long nowMicros) {
        return new Finding(
                endpoint,
                Finding.Test.BORDERS,
                "its first day",
                true,
                nowMicros,
                String.format(
                        Locale.ROOT,
                        "another model, slowly: it drifted from the first day over %d days, evidence"
                                + " %.0f, alarm at %d",
                        drift.days(),
                        drift.evidence(),
                        BorderDrift.DAYS_BETWEEN_FALSE_ALARMS),
                answers + " answers to " + today.size() + " prompts",
                distance,
                null,
                null,
                null,
                null,
                null);
    }

    private Finding finding(BorderVerdict verdict, int answers, long nowMicros) {
        return switch (verdict) {
            case BorderVerdict.Gathering(int have, int need) ->
                    finding(have + " of " + need + " days of a baseline", answers, null, nowMicros);
            case BorderVerdict.Left left ->
                    finding(
                            left.answered() + " of " + left.inputs() + " prompts were answered",
                            answers,
                            null,
                            nowMicros);
            case BorderVerdict.Steady(BorderVerdict.Reading reading) -> {
                changed = false;
                yield finding(
                        drift.isAlarmed() ? "as lately, and not as on its first day" : "as usual",
                        answers,
                        reading,
                        nowMicros);
            }
            case BorderVerdict.Moving(BorderVerdict.Reading reading, int streak) ->
                    finding(
                            "unusual, on " + streak + " of " + rule.streak() + " days in a row",
                            answers,
                            reading,
                            nowMicros);
            case BorderVerdict.Changed(BorderVerdict.Reading reading) -> {
                changed = true;
                yield finding("another model", answers, reading, nowMicros);
            }
            case BorderVerdict.Resting(BorderVerdict.Reading reading, long _) ->
                    finding(
                            changed ? "still another model" : "unusual so soon after an alarm",
                            answers,
                            reading,
                            nowMicros);
            case BorderVerdict.Unstable(BorderVerdict.Reading reading, double median) -> {
                Finding given =
                        finding(
                                String.format(
                                        Locale.ROOT,
                                        "the prompts differ from themselves by %.2f; others are"
                                                + " chosen",
                                        median),
                                answers,
                                reading,
                                nowMicros);
                chooseOthers();
                yield given;
            }
        };
    }

    private void chooseOthers() {
        chosen.clear();
        tokens.clear();
        reference = List.of();
        watch = null;
        drift = new BorderDrift(BorderDrift.Notes.NOTHING);
        changed = false;
        firstDay = -1;
    }

    private Finding finding(
            String words, int answers, BorderVerdict.@Nullable Reading reading, long nowMicros) {
        return new Finding(
                endpoint,
                Finding.Test.BORDERS,
                "its first day",
                isChanged(),
                nowMicros,
                words,
                answers + " answers to " + today.size() + " prompts",
                reading == null ? null : reading.distance(),
                reading == null ? null : reading.usual() + reading.limit(),
                null,
                null,
                null,
                null);
    }

    @Override
    public @Nullable Inquiry due(long nowMicros) {
        if (firstDay < 0) {
            return tried < candidates.size() && pace.isDue(nowMicros, DAY_MICROS)
                    ? Inquiry.border(candidates.get(tried))
                    : null;
        }
        if (isUseless()
                || dayOf(nowMicros) != day
                || day < firstDay
                || !pace.isDue(nowMicros, DAY_MICROS)) {
            return null;
        }
        long allowed = 1 + perDay() * Math.floorMod(nowMicros, DAY_MICROS) / DAY_MICROS;
        return asked < Math.min(allowed, perDay())
                ? Inquiry.border(chosen.get(asked % chosen.size()))
                : null;
    }

    @Override
    public Optional<Finding> answered(Asked.Answered answer, long nowMicros) {
        if (answer.text().isEmpty()) {
            unsuitable("an answer of one token has no text", nowMicros);
            return Optional.empty();
        }
        unsuitable = null;
        if (firstDay < 0) {
            choose(answer.text(), nowMicros);
        } else {
            today.computeIfAbsent(chosen.get(asked % chosen.size()), _ -> new ArrayList<>())
                    .add(answer.text());
            asked++;
        }
        return Optional.empty();
    }

    private void choose(String token, long nowMicros) {
        pace.asked(nowMicros, GAP_MICROS, BorderInputs.CANDIDATE_SAMPLES * candidates.size());
        tokens.add(token);
        if (tokens.size() < BorderInputs.CANDIDATE_SAMPLES) {
            return;
        }
        chosen.addAll(
                BorderInputs.choose(List.of(new Candidate(candidates.get(tried), tokens)), 1));
        tokens.clear();
        tried++;
        if (chosen.size() == wanted || tried == candidates.size()) {
            firstDay = dayOf(nowMicros) + 1;
            day = firstDay - 1;
            asked = 0;
            today.clear();
            pace.rest(nowMicros, 0);
        }
    }

    @Override
    public void unsuitable(String words, long nowMicros) {
        unsuitable = words;
        pace.rest(nowMicros, DAY_MICROS);
    }

    @Override
    public String save() {
        return JsonMapper.shared()
                .writeValueAsString(
                        new Notes(
                                tried,
                                tokens,
                                chosen,
                                firstDay,
                                reference,
                                watch == null ? List.of() : watch.rows(),
                                day,
                                today,
                                asked,
                                changed,
                                last,
                                pace.nextMicros(),
                                drift.notes()));
    }

    @Override
    public TrackView view(long nowMicros) {
        String told = last == null ? "" : last.words();
        return new TrackView(
                Finding.Test.BORDERS,
                state(),
                unsuitable != null ? unsuitable : told,
                firstDay < 0
                        ? chosen.size() + " of " + wanted + " prompts, " + tried + " tried"
                        : chosen.size() + " prompts, " + asked + " of " + perDay() + " today",
                last,
                nextMicros(nowMicros));
    }

    private String state() {
        if (unsuitable != null) {
            return "unsuitable";
        }
        if (isChanged()) {
            return "changed";
        }
        if (firstDay < 0) {
            return tried < candidates.size() ? "choosing" : "no prompts left";
        }
        if (isUseless()) {
            return "no border prompts";
        }
        return watch == null
                ? "reference"
                : last == null || last.statistic() == null ? "baseline" : "watching";
    }

    private @Nullable Long nextMicros(long nowMicros) {
        if (isUseless() || (firstDay < 0 && tried == candidates.size())) {
            return null;
        }
        if (firstDay < 0) {
            return pace.nextMicros();
        }
        long from = Math.max(Math.max(firstDay, day), dayOf(nowMicros)) * DAY_MICROS;
        long next =
                asked < perDay()
                        ? from + DAY_MICROS * asked / Math.max(1, perDay())
                        : (day + 1) * DAY_MICROS;
        return Math.max(next, pace.nextMicros());
    }
}
