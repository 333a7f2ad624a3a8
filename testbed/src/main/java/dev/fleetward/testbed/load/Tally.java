package dev.fleetward.testbed.load;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// Counts what becomes of the rows. Confined to the replay's event loop.
final class Tally {
    /// An hour, in microseconds.
    private static final long HIGHEST_MICROS = 3_600_000_000L;

    private static final int DIGITS = 3;

    /// Kinds of failure with a count of their own.
    private static final int MOST_KINDS = 64;

    private final Histogram firstToken = new Histogram(HIGHEST_MICROS, DIGITS);
    private final Histogram total = new Histogram(HIGHEST_MICROS, DIGITS);
    private final Histogram sendLag = new Histogram(HIGHEST_MICROS, DIGITS);
    private final Map<String, Long> failures = new TreeMap<>();
    private long completed;
    private long refused;
    private long failed;
    private long hungUp;
    private long notSent;
    private long reportedInput;
    private long reportedOutput;
    private long wantedInput;
    private long wantedOutput;
    private long hungUpInput;
    private long hungUpOutput;

    void sent(long lagNanos) {
        record(sendLag, lagNanos);
    }

    void firstToken(long nanos) {
        record(firstToken, nanos);
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos / 1_000, 0, HIGHEST_MICROS));
    }

    void completed(Trace.Row row, AnswerReader answer, long nanos) {
        completed++;
        record(total, nanos);
        reportedInput += answer.input();
        reportedOutput += answer.output();
        wantedInput += row.inputTokens();
        wantedOutput += row.outputTokens();
    }

    void refused() {
        refused++;
    }

    void failed(String kind) {
        failed++;
        String counted =
                failures.containsKey(kind) || failures.size() < MOST_KINDS ? kind : "other";
        failures.merge(counted, 1L, Long::sum);
    }

    void hungUp(Trace.Row row, int words) {
        hungUp++;
        hungUpInput += row.inputTokens();
        hungUpOutput += words;
    }

    void notSent() {
        notSent++;
    }

    long ended() {
        return completed + refused + failed + hungUp + notSent;
    }

    String line(double seconds, long rows, int open) {
        return String.format(
                Locale.ROOT,
                "%6.1f s  %d of %d  open %d  completed %d  refused %d  failed %d  hung up %d"
                        + "  not sent %d  first token p50 %.1f ms  p99 %.1f ms",
                seconds,
                ended(),
                rows,
                open,
                completed,
                refused,
                failed,
                hungUp,
                notSent,
                firstToken.getValueAtPercentile(50) / 1e3,
                firstToken.getValueAtPercentile(99) / 1e3);
    }

    LoadReport report(long rows, double seconds) {
        return new LoadReport(
                rows,
                completed,
                refused,
                failed,
                hungUp,
                notSent,
                Map.copyOf(failures),
                new LoadReport.Tokens(reportedInput, reportedOutput),
                new LoadReport.Tokens(wantedInput, wantedOutput),
                new LoadReport.Tokens(hungUpInput, hungUpOutput),
                LoadReport.Percentiles.of(firstToken),
                LoadReport.Percentiles.of(total),
                LoadReport.Percentiles.of(sendLag),
                seconds);
    }
}
