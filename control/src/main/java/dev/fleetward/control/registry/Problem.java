package dev.fleetward.control.registry;

import org.jspecify.annotations.Nullable;

/// One thing that is wrong, or odd, in a configuration file. Holds no secret. Immutable.
///
/// @param line counted from 1
/// @param column counted from 1, in code points
/// @param path the key it is about, such as `pools.claude.requestsPerMinute`; empty for the file
/// @param suggestion the nearest known name, or null if none is near
/// @param excerpt the source line with what could be a secret struck out, and a caret under the
///   column; empty where there is no such line
public record Problem(
        Severity severity,
        String file,
        int line,
        int column,
        String path,
        String message,
        @Nullable String suggestion,
        String excerpt) {

    /// How bad it is.
    public enum Severity {
        /// The file is not taken.
        ERROR,
        /// The file is taken.
        WARNING;

        /// The name in reports.
        public String label() {
            return Scalar.text(this);
        }
    }

    /// For people, without a line break at the end: one line, and the source line with a caret
    /// beneath it where there is one.
    public String render() {
        StringBuilder text = new StringBuilder();
        text.append(file).append(':').append(line).append(':').append(column).append(": ");
        if (severity == Severity.WARNING) {
            text.append("warning: ");
        }
        text.append(message);
        if (suggestion != null) {
            text.append(" (did you mean \"").append(suggestion).append("\"?)");
        }
        if (!excerpt.isEmpty()) {
            text.append('\n').append(excerpt.indent(4).stripTrailing());
        }
        return text.toString();
    }
}
