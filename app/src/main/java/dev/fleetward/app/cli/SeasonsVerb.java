package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.view.SeasonsPage;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `seasons`. Confined to the main thread.
@Command(
        name = "seasons",
        description = "What is usual at which hour of the week, and what is to be expected?",
        footer = {
            "Of each endpoint, region and size of prompts the ledger's last six weeks, older ones"
                    + " counting less. `~` marks hours with too few calls of their own, filled up"
                    + " from others.",
            "`fleetward seasons plan` says what work should move to which hours, and what that wins.",
            "Exit codes: 0 well, 2 no node found."
        },
        sortOptions = false)
final class SeasonsVerb implements Callable<Integer> {
    private static final List<String> NEEDED =
            List.of(
                    "What counts: streamed answers (\"stream\": true) without a flaw, once their hour"
                            + " and a quarter is over.",
                    "From 20 at an endpoint on there is something to compare with; from 200 at a time"
                            + " of the day on, that time is known",
                    "by itself; whole weeks tell weekdays apart. What was recorded before a restart"
                            + " is read again.");

    private final Host host;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "This endpoint, hour by hour, and its forecast of the next day.")
    private @Nullable String endpoint;

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            description =
                    "Of prompts: small (up to 1,000 tokens), medium (8,000), large (32,000), huge."
                            + " Default: that with the most calls.")
    private @Nullable String size;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Whose clock, such as America/New_York. Default: this machine's.")
    private ZoneId zone = ZoneId.systemDefault();

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    SeasonsVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        StringBuilder path = new StringBuilder("/v1/seasons");
        if (endpoint != null) {
            path.append("?endpoint=").append(Directing.inPath(endpoint));
        }
        if (size != null) {
            path.append(endpoint == null ? '?' : '&')
                    .append("size=")
                    .append(Directing.inPath(size));
        }
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get(path.toString());
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            return 0;
        }
    }

    private void print(JsonNode answer) {
        Ink ink = host.screen().ink();
        Instant now = Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS);
        SeasonsPage page = new SeasonsPage(answer, zone, now.atZone(zone).toLocalDate());
        JsonNode trouble = answer.at("/state/trouble");
        if (trouble.isString()) {
            host.out().println(ink.red(trouble.asString("?")));
        }
        if (answer.path("seasons").isEmpty()) {
            nothing(answer, page, ink);
            return;
        }
        if (endpoint == null) {
            show(page.brief());
            if (!page.missing().isEmpty()) {
                host.out().println();
                host.out().println(ink.bold("Nothing is usual yet of"));
                show(page.missing());
                host.out().println();
            }
            host.out()
                    .println(
                            ink.faint(
                                    "first token without the reading of the prompt · to day: against"
                                            + " the day's median · times in "
                                            + zone));
            return;
        }
        for (JsonNode season : answer.path("seasons")) {
            print(page, season, ink);
        }
    }

    /// What there is, and what it takes.
    private void nothing(JsonNode answer, SeasonsPage page, Ink ink) {
        if (!answer.at("/state/known").asBoolean()) {
            return; // Its trouble was told.
        }
        host.out().println(ink.bold("Nothing is usual yet."));
        if (page.missing().isEmpty()) {
            host.out()
                    .println(
                            "There is no endpoint, or no streamed answer of this size of prompts.");
        } else {
            show(page.missing());
        }
        host.out().println();
        NEEDED.forEach(host.out()::println);
    }

    private void print(SeasonsPage page, JsonNode season, Ink ink) {
        String region = season.path("region").asString("");
        for (JsonNode measure : season.path("measures")) {
            host.out()
                    .println(
                            ink.bold(
                                    season.path("endpoint").asString("")
                                            + (region.isEmpty() ? "" : " in " + region)
                                            + ", "
                                            + season.path("size").asString("")
                                            + " prompts: "
                                            + SeasonsPage.title(measure)));
            if (measure.path("week").isEmpty()) {
                host.out().println("(too few calls for anything to be usual)");
            } else {
                show(page.week(measure));
            }
            host.out().println();
        }
        JsonNode first = season.at("/measures/0");
        if (!first.path("forecast").isEmpty()) {
            host.out().println(ink.bold("The next day: " + SeasonsPage.title(first)));
            show(page.forecast(first));
        }
    }

    private void show(TextTable table) {
        table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
    }
}
