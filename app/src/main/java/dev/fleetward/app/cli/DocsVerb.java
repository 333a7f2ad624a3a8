package dev.fleetward.app.cli;

import dev.fleetward.app.docs.GeneratedDocs;
import dev.fleetward.app.host.Host;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `docs`: writes the generated pages. Confined to the main thread.
@Command(name = "docs", hidden = true, description = "Write the generated pages of docs/.")
final class DocsVerb implements Callable<Integer> {
    private final Host host;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "The project's docs/ if absent.")
    private @Nullable Path folder;

    DocsVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws IOException {
        Path home = Path.of(host.environment().getOrDefault("FLEETWARD_HOME", "."));
        Path target = host.resolve(folder == null ? home.resolve("docs") : folder);
        Files.createDirectories(target);
        for (Map.Entry<String, String> page : GeneratedDocs.pages().entrySet()) {
            Files.writeString(target.resolve(page.getKey()), page.getValue());
            host.out().println("wrote " + target.resolve(page.getKey()));
        }
        return 0;
    }
}
