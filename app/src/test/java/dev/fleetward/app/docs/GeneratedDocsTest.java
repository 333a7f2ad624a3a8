package dev.fleetward.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class GeneratedDocsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void theGeneratedPagesAreUpToDate() throws IOException {
        for (Map.Entry<String, String> page : GeneratedDocs.pages().entrySet()) {
            assertThat(PROJECT.resolve("docs").resolve(page.getKey()))
                    .as("write it anew with `./fleetward docs`")
                    .exists()
                    .hasContent(page.getValue());
        }
    }

    @Test
    void everyFailureHasItsRow() {
        String table = GeneratedDocs.pages().get("FAILURES.md");

        for (FailureKind kind : FailureKind.values()) {
            assertThat(table).contains("| `" + kind.label() + "` |");
        }
    }

    @Test
    void linksBetweenPagesLeadSomewhere() throws IOException {
        Pattern link = Pattern.compile("]\\(([^)#]+)[^)]*\\)");
        for (String name : new String[] {"README.md", "ARCHITECTURE.md"}) {
            Path page = PROJECT.resolve(name);
            Matcher links = link.matcher(Files.readString(page));
            while (links.find()) {
                if (!links.group(1).startsWith("http")) {
                    assertThat(page.resolveSibling(links.group(1))).exists();
                }
            }
        }
    }
}
