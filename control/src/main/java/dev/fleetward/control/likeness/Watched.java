package dev.fleetward.control.likeness;

import dev.fleetward.control.registry.BehaviourConfig;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.region.likeness.BorderRule;
import dev.fleetward.core.region.likeness.ModelEquality;
import dev.fleetward.core.snapshot.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// All that is asked of one endpoint and what came of it. Thread-safe.
final class Watched {
    private static final System.Logger LOG = System.getLogger(Watched.class.getName());

    /// Under which that is kept which is not one track's.
    private static final String PART = "standing";

    /// After a question that was not answered.
    private static final long PAUSE_MICROS = TimeUnit.MINUTES.toMicros(10);

    /// Between two tests of whole answers on suspicion.
    private static final long SUSPICION_MICROS = TimeUnit.DAYS.toMicros(1);

    private final Endpoint endpoint;
    private final String identity;
    private final BorderTrack borders;
    private final SampleTrack samples;
    private final @Nullable LogProbTracking logProbs;
    private final List<Track> tracks = new ArrayList<>();
    private final boolean equality;
    private Standing standing;
    private @Nullable Track asking;
    private @Nullable Pace paused;
    private @Nullable String trouble;

    /// What is kept beside the tracks.
    ///
    /// @param identity what all of it holds for
    /// @param sinceMicros since when it is another model, or −1
    /// @param suspicion why whole answers are to be compared, or null
    /// @param testedMicros when that was done last on suspicion, or −1
    record Standing(
            String identity,
            Spent spent,
            long sinceMicros,
            @Nullable String suspicion,
            long testedMicros,
            @Nullable Finding equality) {
        Standing paying(Spent more) {
            return new Standing(
                    identity, spent.plus(more), sinceMicros, suspicion, testedMicros, equality);
        }

        Standing since(long micros) {
            return new Standing(identity, spent, micros, suspicion, testedMicros, equality);
        }

        Standing suspecting(@Nullable String why) {
            return new Standing(identity, spent, sinceMicros, why, testedMicros, equality);
        }

        Standing testing(long micros) {
            return new Standing(identity, spent, sinceMicros, suspicion, micros, equality);
        }

        Standing tested(Finding finding) {
            return new Standing(identity, spent, sinceMicros, null, testedMicros, finding);
        }
    }

    /// @param parts what is kept of it, by part; of another model too
    Watched(
            Endpoint endpoint,
            BehaviourConfig config,
            Prompts prompts,
            ModelEquality equality,
            Map<String, String> parts,
            RandomGenerator random,
            long nowMicros) {
        this.endpoint = endpoint;
        this.identity = identity(endpoint, config);
        this.equality = config.equality();
        Standing before = read(parts, PART, Standing.class);
        boolean same = before != null && before.identity.equals(identity);
        Map<String, String> known = same ? parts : Map.of();
        this.standing =
                before != null && same
                        ? before
                        : new Standing(
                                identity,
                                before == null ? Spent.NOTHING : before.spent,
                                -1,
                                null,
                                -1,
                                null);
        this.borders =
                new BorderTrack(
                        endpoint.name(),
                        prompts.candidates(),
                        (int) config.borders().value(),
                        (int) config.samples().value(),
                        BorderRule.DEFAULT,
                        read(known, BorderTrack.PART, BorderTrack.Notes.class),
                        nowMicros);
        this.samples =
                new SampleTrack(
                        prompts.answers(),
                        equality,
                        read(known, SampleTrack.PART, SampleTrack.Notes.class),
                        nowMicros);
        this.logProbs =
                endpoint.provider().dialect() == WireDialect.OPENAI
                        ? new LogProbTracking(
                                endpoint.name(),
                                TimeUnit.MICROSECONDS.convert(config.logProbabilities()),
                                random,
                                read(known, LogProbTracking.PART, LogProbTracking.Notes.class),
                                nowMicros)
                        : null;
        if (logProbs != null) {
            tracks.add(logProbs);
        }
        tracks.add(borders);
        if (this.equality) {
            tracks.add(samples);
        }
    }

    /// What all that is known holds for: another model, address or size of the samples begins anew.
    static String identity(Endpoint endpoint, BehaviourConfig config) {
        return String.join(
                " ",
                endpoint.provider().name(),
                endpoint.provider().url().toString(),
                endpoint.model(),
                String.valueOf(endpoint.region()),
                Long.toString(config.borders().value()),
                Long.toString(config.samples().value()));
    }

    private static <T> @Nullable T read(Map<String, String> parts, String part, Class<T> type) {
        String body = parts.get(part);
        if (body == null) {
            return null;
        }
        try {
            return JsonMapper.shared().readValue(body, type);
        } catch (JacksonException | IllegalArgumentException other) {
            LOG.log(System.Logger.Level.WARNING, part + " cannot be read; it begins anew", other);
            return null;
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    String identity() {
        return identity;
    }

    /// What is due now, or null; findings of days that are over go to `findings`.
    synchronized @Nullable Inquiry next(long nowMicros, List<Finding> findings) {
        for (Track track : tracks) {
            track.turn(nowMicros).ifPresent(finding -> judge(finding, findings));
        }
        if (paused != null && !paused.isDue(nowMicros, PAUSE_MICROS)) {
            return null;
        }
        paused = null;
        for (Track track : tracks) {
            // A reference that is taken under suspicion would be the other model's.
            boolean doubtful = standing.suspicion != null || standing.sinceMicros >= 0;
            Inquiry due = track == samples && doubtful ? null : track.due(nowMicros);
            if (due != null) {
                asking = track;
                return due;
            }
        }
        return null;
    }

    /// What came of the question that [#next] gave.
    ///
    /// @return false where the endpoint is left alone for a while
    synchronized boolean take(Asked asked, long nowMicros, List<Finding> findings) {
        Track track = asking;
        asking = null;
        if (track == null) {
            return false;
        }
        return switch (asked) {
            case Asked.Answered answer -> {
                trouble = null;
                pay(Spent.NOTHING.plus(answer, endpoint.price()));
                track.answered(answer, nowMicros).ifPresent(each -> judge(each, findings));
                yield true;
            }
            case Asked.Unsuitable(String words) -> {
                track.unsuitable(words, nowMicros);
                yield true;
            }
            case Asked.NotAnswered(String words) -> {
                pause(words, nowMicros);
                yield false;
            }
        };
    }

    /// It is left alone for a while.
    synchronized void pause(String words, long nowMicros) {
        asking = null;
        trouble = words;
        paused = new Pace(nowMicros + PAUSE_MICROS);
    }

    synchronized Spent spent() {
        return standing.spent;
    }

    /// Its questions were asked elsewhere.
    synchronized void pay(Spent more) {
        standing = standing.paying(more);
    }

    private void judge(Finding finding, List<Finding> findings) {
        findings.add(finding);
        if (finding.alarm()) {
            suspect(finding.test().label() + ": " + finding.words());
        }
        settle(finding.wallMicros());
    }

    /// Something speaks for another model: whole answers are to be compared.
    synchronized void suspect(String why) {
        if (standing.suspicion == null) {
            standing = standing.suspecting(why);
        }
    }

    /// Somebody else suspects another model. Before there is a whole reference, that is nothing to
    /// wait with it for: it would never be taken.
    synchronized void told(String why) {
        if (!samples.reference().isEmpty()) {
            suspect(why);
        }
    }

    /// The reference for a test on suspicion that is due; empty if none is.
    synchronized List<List<String>> suspected(long nowMicros) {
        boolean lately =
                standing.testedMicros >= 0
                        && Math.abs(nowMicros - standing.testedMicros) < SUSPICION_MICROS;
        boolean shown = standing.equality != null && standing.equality.alarm();
        return !equality || standing.suspicion == null || lately || shown
                ? List.of()
                : samples.reference();
    }

    synchronized String suspicion() {
        return standing.suspicion == null ? "" : standing.suspicion;
    }

    /// The reference of whole answers; empty until it is whole.
    synchronized List<List<String>> reference() {
        return samples.reference();
    }

    /// A test on suspicion begins.
    synchronized void testing(long nowMicros) {
        standing = standing.testing(nowMicros);
    }

    /// What a test against its own reference said.
    synchronized void tested(Finding finding) {
        standing = standing.tested(finding);
        settle(finding.wallMicros());
    }

    private void settle(long nowMicros) {
        boolean changed = isChanged();
        if (changed != standing.sinceMicros >= 0) {
            standing = standing.since(changed ? nowMicros : -1);
        }
    }

    private boolean isChanged() {
        Finding whole = standing.equality;
        return borders.isChanged()
                || (logProbs != null && logProbs.isChanged())
                || (whole != null && whole.alarm());
    }

    /// Everything that is kept, by part.
    synchronized Map<String, String> save() {
        Map<String, String> parts = new LinkedHashMap<>();
        tracks.forEach(track -> parts.put(track.part(), track.save()));
        parts.put(PART, JsonMapper.shared().writeValueAsString(standing));
        return parts;
    }

    synchronized EndpointLikeness view(long nowMicros) {
        List<TrackView> views = new ArrayList<>();
        for (Track track : tracks) {
            TrackView view = track.view(nowMicros);
            Finding whole = standing.equality;
            views.add(
                    track == samples && whole != null
                            ? new TrackView(
                                    view.test(),
                                    whole.alarm() ? "changed" : view.state(),
                                    whole.words(),
                                    view.samples(),
                                    whole,
                                    view.nextMicros())
                            : view);
        }
        return new EndpointLikeness(
                endpoint.name(),
                endpoint.model(),
                Optional.ofNullable(standing.suspicion).orElse(""),
                Optional.ofNullable(trouble).orElse(""),
                standing.sinceMicros,
                views,
                standing.spent);
    }
}
