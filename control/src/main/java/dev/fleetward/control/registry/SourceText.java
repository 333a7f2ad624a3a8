package dev.fleetward.control.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/// The text of the file, for showing single lines of it with secrets struck out. Confined to one
/// load.
final class SourceText {
    private static final int MAX_WIDTH = 120;
    private static final int STRUCK = '•';

    /// Values of keys that hold or should refer to secrets, whatever else is wrong with the line.
    private static final Pattern AFTER_KEY =
            Pattern.compile(
                    "(?i)(credential|sha256|secret|password|passwd|authorization|api-?key|(?<!first)(?<!inter)token)"
                            + "[\"']?\\s*:\\s*([^,}\\s][^,}]*)");

    /// What the well-known credentials look like, and anything that is long and has digits.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?i:bearer\\s+)\\S+"
                            + "|(?<![A-Za-z0-9])(?:sk-|pk-|rk-|fw-|xox[a-z]-|gh[a-z]_|glpat-|hf_"
                            + "|gsk_|AKIA|AIza|eyJ)[-_A-Za-z0-9./+=]{8,}"
                            + "|(?=[-_A-Za-z+/=]*[0-9])[-_A-Za-z0-9+/=]{32,}"
                            + "|(?<=://)[^/@\\s]*@");

    private static final Pattern REFERENCE =
            Pattern.compile("[\"']?(env:[A-Za-z_][A-Za-z0-9_]*|file:[^\\s]+?)[\"']?\\s*");

    private final List<int[]> lines = new ArrayList<>();

    SourceText(String text) {
        for (String line : text.split("\r\n|[\r\n]", -1)) {
            lines.add(line.codePoints().toArray());
        }
    }

    /// Strikes out a value that may be a secret, for every later excerpt.
    void strike(Node node) {
        if (node.getStartMark().isPresent() && node.getEndMark().isPresent()) {
            strike(node.getStartMark().get(), node.getEndMark().get());
        }
    }

    private void strike(Mark start, Mark end) {
        for (int line = start.getLine(); line <= end.getLine() && line < lines.size(); line++) {
            int[] points = lines.get(line);
            int from = line == start.getLine() ? start.getColumn() : 0;
            int to = line == end.getLine() ? end.getColumn() : points.length;
            for (int i = from; i < Math.min(to, points.length); i++) {
                points[i] = STRUCK;
            }
        }
    }

    /// The line at `place` and a caret beneath its column; empty if there is no such line.
    String excerpt(Place place) {
        if (place.line() > lines.size()) {
            return "";
        }
        int[] line = lines.get(place.line() - 1);
        int column = Math.min(place.column() - 1, line.length);
        int from = Math.max(0, Math.min(column - MAX_WIDTH / 2, line.length - MAX_WIDTH));
        int to = Math.min(line.length, from + MAX_WIDTH);
        // Redacted before it is cut, for a piece of a secret no longer looks like one.
        int[] shown = redactLine(new String(line, 0, line.length)).codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.appendCodePoint(Character.isISOControl(shown[i]) ? ' ' : shown[i]);
        }
        if (text.toString().isBlank()) {
            return "";
        }
        return text.toString().stripTrailing() + "\n" + " ".repeat(column - from) + "^";
    }

    /// A source line with everything that looks like a secret, or stands where secrets do, struck
    /// out, of the same length in code points.
    private static String redactLine(String line) {
        Matcher key = AFTER_KEY.matcher(line);
        return redact(
                key.replaceAll(found ->
                        REFERENCE.matcher(found.group(2)).matches()
                                ? Matcher.quoteReplacement(found.group())
                                : Matcher.quoteReplacement(
                                        line.substring(found.start(), found.start(2))
                                                + struck(found.group(2)))));
    }

    /// A text with everything that looks like a secret struck out.
    static String redact(String text) {
        return TOKEN.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(struck(found.group())));
    }

    private static String struck(String secret) {
        return Character.toString(STRUCK).repeat(secret.codePointCount(0, secret.length()));
    }
}
