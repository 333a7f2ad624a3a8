package dev.fleetward.control.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads eval suites, as strictly as `fleetward.yaml`. Stateless.
public final class SuiteFile {
    private SuiteFile() {}

    /// What came of reading. Immutable.
    public sealed interface Result {
        record Sound(SuiteConfig suite) implements Result {}

        record Faulty(List<Problem> problems) implements Result {
            public Faulty {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Never throws for what is in the file.
    public static Result load(Path file) {
        String name = String.valueOf(file.getFileName());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(Registry.MAX_FILE_BYTES + 1);
        } catch (IOException unreadable) {
            return faulty(
                    name, Files.exists(file) ? "the file cannot be read" : "no such file: " + file);
        }
        if (bytes.length > Registry.MAX_FILE_BYTES) {
            return faulty(name, "larger than " + Registry.MAX_FILE_BYTES + " bytes");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return parse(name, text);
        } catch (CharacterCodingException notText) {
            return faulty(name, "not UTF-8 text");
        }
    }

    /// The same, for a text that would stand in a file of this name.
    static Result parse(String name, String text) {
        Findings findings = new Findings(name, new SourceText(text));
        Node root = YamlTree.read(text, findings);
        SuiteConfig suite =
                root == null
                        ? null
                        : new Binder(findings, Path.of("/")).bind(SuiteConfig.class, root);
        return suite == null || findings.fatal()
                ? new Result.Faulty(findings.inOrder())
                : new Result.Sound(suite);
    }

    private static Result faulty(String file, String message) {
        Findings findings = new Findings(file, new SourceText(""));
        findings.error(Place.START, "", message);
        return new Result.Faulty(findings.inOrder());
    }
}
