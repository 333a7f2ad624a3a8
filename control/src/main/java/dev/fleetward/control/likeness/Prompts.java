package dev.fleetward.control.likeness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What is asked: candidates for border prompts, and the prompts of whole answers. Immutable.
record Prompts(List<String> candidates, List<String> answers) {
    Prompts {
        candidates = List.copyOf(candidates);
        answers = List.copyOf(answers);
    }

    /// Those that are shipped.
    static Prompts load() {
        return new Prompts(lines("border-candidates.txt"), lines("equality-prompts.txt"));
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Prompts.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
