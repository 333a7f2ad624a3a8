package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// Which node a verb asks, for it and the verbs below it, and how it shows the answer. Confined to
/// the main thread.
final class Asking {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The node's data folder.",
            scope = ScopeType.INHERIT)
    private @Nullable Path data;

    @Option(
            names = "--json",
            description = "Print what the admin API says.",
            scope = ScopeType.INHERIT)
    private boolean json;

    AdminClient admin(Host host) {
        return AdminClient.find(host, data);
    }

    boolean wantsJson() {
        return json;
    }

    /// The verb that a verb stands below.
    static <T> T above(@Nullable T parent) {
        if (parent == null) {
            throw new IllegalStateException("a verb below another one, without it");
        }
        return parent;
    }
}
