package dev.fleetward.control.registry;

import dev.fleetward.control.registry.Problem.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything that is found wrong during one load, and where each value stands. Confined to one
/// load.
final class Findings {
    /// More problems than anybody reads at once; the rest is dropped.
    static final int MAX_PROBLEMS = 200;

    private static final int MAX_MESSAGE = 400;

    private final String file;
    private final SourceText source;
    private final List<Finding> found = new ArrayList<>();
    private int errors;
    private final Map<String, Place> keys = new HashMap<>();
    private final Map<String, Place> values = new HashMap<>();
    private final Map<String, List<Integer>> items = new HashMap<>();
    private final Map<String, List<String>> names = new HashMap<>();

    Findings(String file, SourceText source) {
        this.file = file;
        this.source = source;
    }

    SourceText source() {
        return source;
    }

    /// Remembers where the key and the value of a path stand.
    void locate(String path, Place key, Place value) {
        keys.put(path, key);
        values.put(path, value);
    }

    /// Remembers the names that a section declares.
    void declare(String section, Collection<String> declared) {
        names.put(section, List.copyOf(declared));
    }

    /// Whether the file names this path, sound or not.
    boolean names(String path) {
        return keys.containsKey(path);
    }

    /// Remembers which items of a list could be read, by their index in the file.
    void readItems(String list, List<Integer> indexes) {
        items.put(list, List.copyOf(indexes));
    }

    /// The path of the item that became the one at `index` of the bound list.
    String item(String list, int index) {
        List<Integer> indexes = items.getOrDefault(list, List.of());
        return path(list, index < indexes.size() ? indexes.get(index) : index);
    }

    /// All names directly under a section, sound or not.
    List<String> namesUnder(String section) {
        return names.getOrDefault(section, List.of());
    }

    Place key(String path) {
        return keys.getOrDefault(path, Place.START);
    }

    Place value(String path) {
        return values.getOrDefault(path, Place.START);
    }

    void error(Place place, String path, String message) {
        add(Severity.ERROR, place, path, message, null);
    }

    void error(Place place, String path, String message, @Nullable String suggestion) {
        add(Severity.ERROR, place, path, message, suggestion);
    }

    void warning(Place place, String path, String message) {
        add(Severity.WARNING, place, path, message, null);
    }

    private void add(
            Severity severity,
            Place place,
            String path,
            String message,
            @Nullable String suggestion) {
        if (found.size() >= MAX_PROBLEMS && (severity == Severity.WARNING || errors > 0)) {
            return;
        }
        errors += severity == Severity.ERROR ? 1 : 0;
        found.add(
                new Finding(severity, place, presentable(path), presentable(message), suggestion));
    }

    /// A problem without its excerpt: what must be struck out of that is only known at the end.
    private record Finding(
            Severity severity,
            Place place,
            String path,
            String message,
            @Nullable String suggestion) {}

    private static String presentable(String text) {
        String line = SourceText.redact(text.replaceAll("\\p{Cntrl}", " "));
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }

    /// Whether the file cannot be taken.
    boolean fatal() {
        return errors > 0;
    }

    /// Whether an error of this very path is known already.
    boolean isReported(String path) {
        String shown = presentable(path);
        return found.stream()
                .anyMatch(one -> one.severity() == Severity.ERROR && one.path().equals(shown));
    }

    /// All problems: errors first, each in the order of the file.
    List<Problem> inOrder() {
        return found.stream()
                .distinct()
                .sorted(
                        Comparator.comparing(Finding::severity)
                                .thenComparingInt(finding -> finding.place().line())
                                .thenComparingInt(finding -> finding.place().column()))
                .map(this::problem)
                .toList();
    }

    /// A warning that is not among the others, where a part of the fleet stands.
    Problem warningAt(String section, String name, String message) {
        String path = path(section, name);
        return problem(
                new Finding(
                        Severity.WARNING,
                        key(path),
                        presentable(path),
                        presentable(message),
                        null));
    }

    private Problem problem(Finding finding) {
        return new Problem(
                finding.severity(),
                file,
                finding.place().line(),
                finding.place().column(),
                finding.path(),
                finding.message(),
                finding.suggestion(),
                source.excerpt(finding.place()));
    }

    /// The path of a name under `parent`; names that hold a dot are quoted.
    static String path(String parent, String name) {
        String step = name.indexOf('.') < 0 ? name : "\"" + name + "\"";
        return parent.isEmpty() ? step : parent + "." + step;
    }

    /// The path of an item of a list.
    static String path(String parent, int index) {
        return parent + "[" + index + "]";
    }
}
