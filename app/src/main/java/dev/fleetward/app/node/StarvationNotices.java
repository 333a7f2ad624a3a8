package dev.fleetward.app.node;

import dev.fleetward.core.view.QuotaView.Starvation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says when a feature begins to be starved, by whom, and when that is over. Confined to one
/// thread.
final class StarvationNotices {
    private Map<Subject, Starvation> known = Map.of();

    private record Subject(Starvation.Kind kind, String pool, String feature) {}

    /// What is new since the last time, in words.
    List<QuotaNotices.Notice> take(List<Starvation> now) {
        Map<Subject, Starvation> current = new LinkedHashMap<>();
        List<QuotaNotices.Notice> notices = new ArrayList<>();
        for (Starvation signal : now) {
            Subject subject = new Subject(signal.kind(), signal.pool(), signal.feature());
            Starvation before = known.get(subject);
            // Who took it is told at the end too, when it may not be seen any more.
            current.put(subject, before == null ? signal : withCulprit(signal, before));
            if (before == null) {
                notices.add(
                        new QuotaNotices.Notice(
                                signal.feature(),
                                "starved ("
                                        + signal.kind().label()
                                        + "): "
                                        + signal.words()
                                        + culprit(signal, " (culprit: ", ")")));
            }
        }
        known.forEach((subject, signal) -> {
            if (!current.containsKey(subject)) {
                notices.add(
                        new QuotaNotices.Notice(
                                subject.feature(),
                                "no longer starved ("
                                        + subject.kind().label()
                                        + "): feature "
                                        + subject.feature()
                                        + " in pool "
                                        + subject.pool()
                                        + culprit(signal, " (culprit was: ", ")")));
            }
        });
        known = current;
        return notices;
    }

    private static Starvation withCulprit(Starvation now, Starvation before) {
        return now.culprit() != null
                ? now
                : new Starvation(
                        now.kind(),
                        now.pool(),
                        now.feature(),
                        now.sinceNanos(),
                        before.culprit(),
                        now.words());
    }

    private static String culprit(Starvation signal, String before, String after) {
        return before + (signal.culprit() == null ? "nobody" : signal.culprit()) + after;
    }
}
