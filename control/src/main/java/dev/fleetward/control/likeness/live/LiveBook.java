package dev.fleetward.control.likeness.live;

import dev.fleetward.core.region.likeness.LikenessBook;
import dev.fleetward.core.region.likeness.Stream;
import dev.fleetward.core.region.likeness.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The comparisons with what of them is not kept yet. Thread-safe.
final class LiveBook {
    /// Differences that are accepted; further ones are told on.
    static final int MOST_ACCEPTED = 6_000;

    private final LikenessBook book;
    private final Set<Accepted> accepted;
    private final Set<Stream> changed = new HashSet<>();
    private final Set<Stream> gone = new HashSet<>();
    private long untilMicros;
    private long keptMicros;
    private long calls;
    private long callsNotKept;

    /// A difference that is to be told.
    ///
    /// @param unlike which of its regions it is held against, or null if that is not known
    record Difference(LikenessBook.Finding finding, @Nullable String unlike) {}

    /// What is to be kept, all or nothing.
    ///
    /// @param gone streams that were given up
    /// @param untilMicros the end of the last call in it
    record Batch(
            List<LikenessBook.Row> rows,
            Set<Stream> changed,
            Set<Stream> gone,
            Set<Accepted> accepted,
            long untilMicros,
            long calls) {}

    /// @throws IllegalArgumentException where another version kept it
    LiveBook(LiveStore.Kept kept) {
        book = new LikenessBook(LiveLikeness.ALLOWED, kept.rows());
        accepted = new HashSet<>(kept.accepted());
        untilMicros = kept.untilMicros();
        keptMicros = kept.keptMicros();
    }

    /// Compares one call.
    synchronized List<Difference> see(ShownCall call) {
        calls++;
        callsNotKept++;
        untilMicros = Math.max(untilMicros, call.endedMicros());
        changed.add(call.stream());
        List<Difference> found = new ArrayList<>(0);
        for (LikenessBook.Finding each :
                book.see(
                        call.stream(),
                        call.answerer().label(),
                        call.traits(),
                        call.endedMicros())) {
            if (LiveReading.tells(each.verdict().signal()) && !isAccepted(each)) {
                found.add(new Difference(each, book.unlike(each)));
            }
        }
        return found;
    }

    private boolean isAccepted(LikenessBook.Finding finding) {
        Accepted key =
                Accepted.of(
                        finding.stream(),
                        finding.region(),
                        finding.other(),
                        finding.verdict().signal());
        return key != null && accepted.contains(key);
    }

    /// Gives up the streams that had no call for a month.
    synchronized void forget(long nowMicros) {
        List<Stream> silent = book.forget(nowMicros);
        gone.addAll(silent);
        silent.forEach(changed::remove);
        accepted.removeIf(each -> gone.contains(each.stream()));
    }

    /// Null where all is kept.
    synchronized @Nullable Batch toKeep() {
        if (changed.isEmpty() && gone.isEmpty()) {
            return null;
        }
        Batch batch =
                new Batch(
                        book.rows().stream().filter(row -> changed.contains(row.stream())).toList(),
                        Set.copyOf(changed),
                        Set.copyOf(gone),
                        Set.copyOf(accepted),
                        untilMicros,
                        callsNotKept);
        changed.clear();
        gone.clear();
        return batch;
    }

    synchronized void kept(Batch batch, long wallMicros) {
        keptMicros = wallMicros;
        callsNotKept -= batch.calls;
    }

    synchronized void notKept(Batch batch) {
        changed.addAll(batch.changed);
        gone.addAll(batch.gone);
    }

    /// The references of an endpoint's past begin anew, and how it differs from others is right.
    ///
    /// @return whether anything was known of it
    synchronized boolean accept(String endpoint) {
        Set<String> labels = new HashSet<>();
        boolean any = false;
        for (LikenessBook.Line line : book.lines()) {
            boolean first = isOf(endpoint, line.region());
            String other = line.other();
            if (!first && (other == null || !isOf(endpoint, other))) {
                continue;
            }
            any = true;
            changed.add(line.stream());
            Accepted key = Accepted.of(line);
            if (key == null) {
                labels.add(line.region());
            } else if (line.verdict() instanceof Verdict.Different
                    && accepted.size() < MOST_ACCEPTED) {
                accepted.add(key);
            }
        }
        labels.forEach(book::rebase);
        return any;
    }

    private static boolean isOf(String endpoint, String label) {
        return Answerer.ofLabel(label).endpoint().equals(endpoint);
    }

    /// @param missed calls that were left out before they came here
    synchronized LiveReading reading(long missed) {
        List<LikenessBook.Line> lines = new ArrayList<>(book.lines());
        lines.sort(Comparator.comparingDouble(line -> -LiveReading.nearness(line.verdict())));
        return new LiveReading(
                null,
                LiveLikeness.ALLOWED,
                book.comparisons(),
                lines,
                accepted,
                calls,
                callsNotKept,
                book.left() + missed,
                keptMicros);
    }
}
