package dev.fleetward.app.node;

import dev.fleetward.core.view.QuotaView.PoolView;
import dev.fleetward.core.view.QuotaView.SurpriseView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says what providers do that our own books did not expect: each surprise once. Of those of one
/// kind and limit that come within [#QUIET_NANOS] the newest is told, with how many there were.
/// Confined to one thread.
final class SurpriseNotices {
    /// Further ones of a kind wait for so long, so that a storm of 429s is a line a minute.
    static final long QUIET_NANOS = 60_000_000_000L;

    private final Map<String, Long> seen = new HashMap<>();
    private final Map<Subject, Kept> kept = new LinkedHashMap<>();

    private record Subject(String pool, String kind, String bucket) {}

    /// Those of a subject that wait to be told, and when one was told last.
    private static final class Kept {
        private String words = "";
        private long count;
        private long toldNanos;
        private boolean told;
    }

    /// What is new since the last time, in words.
    List<QuotaNotices.Notice> take(List<PoolView> pools, long nowNanos) {
        seen.keySet().removeIf(name -> pools.stream().noneMatch(pool -> pool.pool().equals(name)));
        for (PoolView pool : pools) {
            long last = seen.getOrDefault(pool.pool(), 0L);
            long newest = last;
            for (SurpriseView each : pool.learned().recent()) {
                if (each.number() > last) {
                    newest = Math.max(newest, each.number());
                    Subject subject = new Subject(pool.pool(), each.kind(), each.bucket());
                    Kept waiting = kept.computeIfAbsent(subject, _ -> new Kept());
                    waiting.words = each.words();
                    waiting.count++;
                }
            }
            seen.put(pool.pool(), newest);
        }
        return due(nowNanos);
    }

    private List<QuotaNotices.Notice> due(long nowNanos) {
        List<QuotaNotices.Notice> notices = new ArrayList<>();
        kept.entrySet()
                .removeIf(entry -> {
                    Kept waiting = entry.getValue();
                    if (waiting.told && nowNanos - waiting.toldNanos < QUIET_NANOS) {
                        return false;
                    }
                    if (waiting.count == 0) {
                        return true;
                    }
                    notices.add(notice(entry.getKey(), waiting));
                    waiting.count = 0;
                    waiting.told = true;
                    waiting.toldNanos = nowNanos;
                    return false;
                });
        return notices;
    }

    private static QuotaNotices.Notice notice(Subject subject, Kept waiting) {
        String more = waiting.count == 1 ? "" : " (" + waiting.count + " of these)";
        return new QuotaNotices.Notice(
                subject.pool(), "pool " + subject.pool() + ": " + waiting.words + more);
    }
}
