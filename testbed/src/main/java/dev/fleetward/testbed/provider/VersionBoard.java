package dev.fleetward.testbed.provider;

import dev.fleetward.core.unit.Percent;
import dev.fleetward.core.unit.UnitSyntax;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Which versions of a model answer, and how the provider says so; changed while it runs, as in a
/// rollout. Empty, the settings say what serves. The dice are thrown in the order of arrival, so
/// the same calls in the same order meet the same versions. Thread-safe.
public final class VersionBoard {
    /// Lines that may stand on the board.
    private static final int MOST_LINES = 20;

    private static final int WHOLE = Percent.HUNDRED.partsPerMillion();

    /// One version.
    ///
    /// @param model the served model's name; null repeats the name that was asked for
    /// @param region where it runs, and what it says of that; null for the settings'
    /// @param fingerprint null for the settings'
    /// @param share of the calls that it serves
    public record Line(
            @Nullable String model,
            @Nullable String region,
            @Nullable String fingerprint,
            Percent share) {
        /// Reads `gpt-4o-2024-08-06=95%`: a model's name and, behind the last equals sign, its
        /// share; all calls where there is none.
        static Line parse(String text) {
            int last = text.lastIndexOf('=');
            return last > 0
                    ? new Line(
                            text.substring(0, last).strip(),
                            null,
                            null,
                            UnitSyntax.percent(text.substring(last + 1).strip()))
                    : new Line(text.strip(), null, null, Percent.HUNDRED);
        }
    }

    /// How an Azure resource tells what served, on whatever path it is asked.
    public enum Manner {
        /// As the path has it: Azure's headers on Azure's paths alone.
        BY_PATH,
        /// Azure's headers everywhere; its Responses API has the deployment's name in the body and
        /// the version in a header.
        AZURE,
        /// The same, without the header that names the version.
        AZURE_WITHOUT_VERSION
    }

    private final SplittableRandom random;
    private List<Line> lines = List.of();
    private Manner manner = Manner.BY_PATH;
    private long mind;

    VersionBoard(long seed) {
        this.random = new SplittableRandom(seed ^ 0x7665_7273_696F_6E73L);
    }

    /// Reads `a=95%,b=5%`.
    ///
    /// @throws IllegalArgumentException if the shares are not 100% together
    public static List<Line> parse(String mix) {
        List<Line> lines = new ArrayList<>();
        for (String part : mix.split(",", -1)) {
            if (!part.isBlank()) {
                lines.add(Line.parse(part));
            }
        }
        check(lines);
        return lines;
    }

    /// Replaces what stands on the board; nothing leaves it to the settings.
    public synchronized void set(List<Line> next) {
        check(next);
        lines = List.copyOf(next);
    }

    /// Reads and sets `a=95%,b=5%`.
    public void set(String mix) {
        set(parse(mix));
    }

    public synchronized void set(Manner next) {
        manner = next;
    }

    /// Changes which weights answer, and nothing of what the provider says of it: a silent swap.
    /// The first are 0.
    public synchronized void setMind(long next) {
        mind = next;
    }

    public synchronized long mind() {
        return mind;
    }

    public synchronized List<Line> lines() {
        return lines;
    }

    public synchronized Manner manner() {
        return manner;
    }

    private static void check(List<Line> lines) {
        if (lines.size() > MOST_LINES) {
            throw new IllegalArgumentException(
                    lines.size() + " versions (expected: at most " + MOST_LINES + ")");
        }
        int sum = 0;
        for (Line line : lines) {
            sum += line.share().partsPerMillion();
        }
        if (!lines.isEmpty() && sum != WHOLE) {
            throw new IllegalArgumentException(
                    "versions: " + new Percent(sum) + " (expected: shares of 100% together)");
        }
    }

    /// Throws the dice for one call; null where the settings say what serves.
    synchronized @Nullable Line draw() {
        if (lines.isEmpty()) {
            return null;
        }
        int left = random.nextInt(WHOLE);
        for (Line line : lines) {
            left -= line.share().partsPerMillion();
            if (left < 0) {
                return line;
            }
        }
        return lines.getLast();
    }
}
