package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.SpokenTime;
import dev.fleetward.app.view.SlowPage;
import dev.fleetward.core.unit.UnitSyntax;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `slow`. Confined to the main thread.
@Command(
        name = "slow",
        description = "Why is it slow: the time of day, something of ours, or a provider?",
        footer = {
            "First tokens are held against what is usual at this hour of the week, and what changed"
                    + " against what did not. `fleetward deploy mark` tells of your own changes.",
            "Exit codes: 0 as usual at this hour, 1 slower by a cause, or unclear, 2 no node found."
        },
        sortOptions = false)
final class SlowVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--feature",
            paramLabel = "FEATURE",
            description = "This one. Default: the whole fleet.")
    private @Nullable String feature;

    @Option(
            names = "--route",
            paramLabel = "NAME",
            description = "Calls that asked for this one. Default: all of them.")
    private @Nullable String route;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            defaultValue = "1h",
            description =
                    "Since when, such as 09:00 or 2h, at most 21 h ago. Default ${DEFAULT-VALUE}.")
    private String since = "1h";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Whose clock, such as America/New_York. Default: this machine's.")
    private ZoneId zone = ZoneId.systemDefault();

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    SlowVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        String path =
                "/v1/slow?from="
                        + from()
                        + "&zone="
                        + Directing.inPath(zone.getId())
                        + (feature == null ? "" : "&feature=" + Directing.inPath(feature))
                        + (route == null ? "" : "&route=" + Directing.inPath(route));
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get(path);
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return answer.path("verdict").asString("").equals("time_of_day") ? 0 : Trouble.PROBLEM;
        }
    }

    /// A time of the clock, or so long ago.
    private Instant from() {
        Instant now = Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS);
        try {
            return now.minus(UnitSyntax.duration(since));
        } catch (IllegalArgumentException notADuration) {
            try {
                return SpokenTime.parse(since, now, zone);
            } catch (IllegalArgumentException neither) {
                throw new Trouble(
                        Trouble.USAGE,
                        "--since \"" + since + "\" (expected: a time such as 09:00, or 2h)",
                        "",
                        neither);
            }
        }
    }

    private void print(JsonNode answer) {
        Ink ink = host.screen().ink();
        SlowPage page = new SlowPage(answer, zone);
        page.troubles().forEach(each -> host.out().println(ink.red(each)));
        page.verdict().forEach(each -> host.out().println(ink.bold(each)));
        host.out().println();
        page.lines().forEach(host.out()::println);
    }
}
