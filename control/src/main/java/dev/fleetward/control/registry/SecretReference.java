package dev.fleetward.control.registry;

import java.util.regex.Pattern;

/// Where a secret is kept, written `env:NAME` or `file:PATH`. Never the secret itself; what does
/// not look like a reference is refused without being repeated, for it may be one. Immutable.
public sealed interface SecretReference {
    Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    /// An environment variable.
    record Variable(String name) implements SecretReference {
        @Override
        public String toString() {
            return "env:" + name;
        }
    }

    /// A file; its trailing white space does not count.
    record InFile(String path) implements SecretReference {
        @Override
        public String toString() {
            return "file:" + path;
        }
    }

    static SecretReference parse(String text) {
        if (text.startsWith("env:") && VARIABLE.matcher(text.substring(4)).matches()) {
            return new Variable(text.substring(4));
        }
        if (text.startsWith("file:") && text.length() > 5) {
            return new InFile(text.substring(5));
        }
        throw new IllegalArgumentException(
                "a reference is expected, never the secret itself (expected: env:NAME or"
                        + " file:PATH)");
    }
}
