package dev.fleetward.control.probe;

import dev.fleetward.core.snapshot.Endpoint;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What one endpoint is asked, one question after the other. Confined to its owner.
///
/// A question that it cannot be asked is left out, until the endpoint is configured otherwise, an
/// answer shows that it has changed, or [#FORGOTTEN_NANOS] have passed: the same status also comes
/// from an engine that is still loading its model. Where none is left, all are asked again in turn.
final class Repertoire {
    static final long FORGOTTEN_NANOS = TimeUnit.HOURS.toNanos(6);

    private final Map<Question, Long> unsuitableSinceNanos = new EnumMap<>(Question.class);
    private @Nullable Endpoint known;
    private int asked;

    /// What to ask now.
    Question next(Endpoint endpoint, long nowNanos) {
        if (!endpoint.equals(known)) {
            known = endpoint;
            forget();
        }
        unsuitableSinceNanos.values().removeIf(since -> nowNanos - since >= FORGOTTEN_NANOS);
        List<Question> all = Question.suiting(endpoint);
        List<Question> left =
                all.stream()
                        .filter(question -> !unsuitableSinceNanos.containsKey(question))
                        .toList();
        List<Question> turn = left.isEmpty() ? all : left;
        return turn.get(Math.floorMod(asked++, turn.size()));
    }

    /// It cannot be asked this.
    void unsuitable(Question question, long nowNanos) {
        unsuitableSinceNanos.putIfAbsent(question, nowNanos);
    }

    /// It was asked this and gave a whole answer.
    void answered(Question question) {
        if (unsuitableSinceNanos.containsKey(question)) {
            forget();
        }
    }

    /// Whether there is nothing that it can be asked.
    boolean isExhausted() {
        return known != null && unsuitableSinceNanos.keySet().containsAll(Question.suiting(known));
    }

    /// Asks all questions again.
    void forget() {
        unsuitableSinceNanos.clear();
    }
}
