package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.view.WorkPlanPage;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `seasons plan`. Confined to the main thread.
@Command(
        name = "plan",
        description =
                "What work can wait in the next day, when is it to run, and what does that win?",
        footer = {
            "",
            "Work that can wait is calls of class batch and background that declare"
                    + " fleetward-deadline-ms. How much of it comes at which hour, how much interactive"
                    + " work, and what load does to first tokens is what the ledger saw in the last"
                    + " six weeks. In hours that are slow, calls of features with `defer` are told"
                    + " (429, retry-after) to come back in the hours of this plan, never beyond half of"
                    + " what is left of their time.",
            "What is not known is said, and no number given in its place.",
            "",
            "fleetward seasons plan                      the 24 hours from this one",
            "fleetward seasons plan --day mon            the next Monday",
            "fleetward seasons plan --feature reports    only what becomes of its work",
            "",
            "Exit codes: 0 well, 1 nothing can be planned or a deadline is not kept, 2 no node"
                    + " found."
        },
        sortOptions = false)
final class SeasonsPlanVerb implements Callable<Integer> {
    private final Host host;

    @Option(
            names = "--feature",
            paramLabel = "FEATURE",
            description = "Only the work of this one. Default: of all.")
    private @Nullable String feature;

    @Option(
            names = "--endpoint",
            paramLabel = "NAME",
            description = "Only work at this one. Default: at all.")
    private @Nullable String endpoint;

    @Option(
            names = "--day",
            paramLabel = "DAY",
            description =
                    "Which day: tomorrow, mon to sun, or 2026-01-31, at most six days ahead. Default:"
                            + " the 24 hours from this one.")
    private @Nullable String day;

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            description = "Whose clock, such as America/New_York. Default: this machine's.")
    private ZoneId zone = ZoneId.systemDefault();

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print what the admin API says.")
    private boolean json;

    SeasonsPlanVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() {
        List<String> asked = new ArrayList<>();
        if (feature != null) {
            asked.add("feature=" + Directing.inPath(feature));
        }
        if (endpoint != null) {
            asked.add("endpoint=" + Directing.inPath(endpoint));
        }
        if (day != null) {
            asked.add("from=" + begin(day));
        }
        String path = "/v1/seasons/plan" + (asked.isEmpty() ? "" : "?" + String.join("&", asked));
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get(path);
            WorkPlanPage page = new WorkPlanPage(answer, zone);
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer, page);
            }
            return page.isSound() ? 0 : Trouble.PROBLEM;
        }
    }

    /// The midnight with which a day begins; of today, this hour.
    private Instant begin(String text) {
        Instant now = Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS);
        LocalDate today = now.atZone(zone).toLocalDate();
        Instant begin = date(text, today).atStartOfDay(zone).toInstant();
        Instant hour = now.truncatedTo(ChronoUnit.HOURS);
        return begin.isBefore(hour) && date(text, today).equals(today) ? hour : begin;
    }

    private static LocalDate date(String text, LocalDate today) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("today")) {
            return today;
        }
        if (word.equals("tomorrow")) {
            return today.plusDays(1);
        }
        for (DayOfWeek each : DayOfWeek.values()) {
            String name = each.name().toLowerCase(Locale.ROOT);
            if (word.length() >= 2 && name.startsWith(word)) {
                return today.with(TemporalAdjusters.next(each));
            }
        }
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeException notADay) {
            throw new Trouble(
                    Trouble.USAGE,
                    "--day \"" + text + "\" (expected: tomorrow, mon to sun, or 2026-01-31)",
                    "",
                    notADay);
        }
    }

    private void print(JsonNode answer, WorkPlanPage page) {
        Ink ink = host.screen().ink();
        JsonNode trouble = answer.at("/state/trouble");
        if (trouble.isString()) {
            host.out().println(ink.red(trouble.asString("?")));
        }
        List<WorkPlanPage.Source> sources = page.sources();
        if (sources.isEmpty()) {
            host.out().println("(no endpoint of the configuration is asked about)");
            return;
        }
        for (WorkPlanPage.Source source : sources) {
            if (source.isIdle()) {
                continue;
            }
            host.out().println(ink.bold(source.heading()));
            source.wins().forEach(host.out()::println);
            show("moves", source.moving(), ink);
            show("stays", source.staying(), ink);
            for (String missing : source.missing()) {
                host.out().println(ink.faint("not known: ") + missing);
            }
            host.out().println();
        }
        TextTable idle = page.idle();
        if (!idle.isEmpty()) {
            host.out().println(ink.bold("No work that can wait is known of here:"));
            idle.render(host.screen().columns(), ink).forEach(host.out()::println);
            host.out().println();
        }
        host.out().println(ink.faint(page.foot()));
    }

    private void show(String title, TextTable table, Ink ink) {
        if (!table.isEmpty()) {
            host.out().println();
            host.out().println(ink.bold(title));
            table.render(host.screen().columns(), ink).forEach(host.out()::println);
        }
    }
}
