package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `changes`. Confined to the main thread.
@Command(
        name = "changes",
        description = "What altered the fleet, when, and who did it?",
        footer =
                "Configurations (what differs from the one before, key by key), credentials that"
                        + " changed (never what they are), directives, breakers, policies that"
                        + " acted.",
        sortOptions = false)
final class ChangesVerb implements Callable<Integer> {
    private static final int STAMP_COLUMNS = 21;

    private final Host host;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1d",
            description = "How far back. Default ${DEFAULT-VALUE}.")
    private Duration since = Duration.ofDays(1);

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    ChangesVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        Instant from =
                Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS).minus(since);
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get("/v1/changes?limit=1000&since=" + from);
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return 0;
        }
    }

    /// What does not fit on a line gets a line for each alteration.
    private String words(String words) {
        return words.length() + STAMP_COLUMNS < host.screen().columns()
                ? words
                : words.replaceFirst(": ", ":; ")
                        .replace("; ", System.lineSeparator() + " ".repeat(STAMP_COLUMNS));
    }

    /// Oldest first, as a log reads.
    private void print(JsonNode answer) {
        List<JsonNode> changes = new ArrayList<>();
        answer.path("changes").forEach(changes::add);
        if (answer.path("truncated").asBoolean(false)) {
            host.out().println("(older ones are left out; ask for less with --since)");
        }
        for (JsonNode change : changes.reversed()) {
            host.out()
                    .println(
                            host.screen()
                                            .ink()
                                            .faint(
                                                    QuotaWhyVerb.local(
                                                            change.path("at").asString("")))
                                    + "  "
                                    + words(change.path("words").asString(""))
                                    + host.screen()
                                            .ink()
                                            .faint("  (" + change.path("by").asString("?") + ")"));
        }
        if (changes.isEmpty()) {
            host.out().println("Nothing changed.");
        }
    }
}
