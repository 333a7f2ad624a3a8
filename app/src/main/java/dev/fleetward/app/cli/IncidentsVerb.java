package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `incidents`. Confined to the main thread.
@Command(
        name = "incidents",
        description = "What is wrong now, who answers for it, what to do.",
        footer = "Exit codes: 0 none is open, 1 some are, 2 no node found.",
        sortOptions = false)
final class IncidentsVerb implements Callable<Integer> {
    private final Host host;

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

    @Option(names = "--all", description = "The newest fifty, resolved ones too.")
    private boolean all;

    IncidentsVerb(Host host) {
        this.host = host;
    }

    static CommandLine withVerbs(Host host) {
        return new CommandLine(new IncidentsVerb(host))
                .addSubcommand(new Show())
                .addSubcommand(new Acknowledge())
                .addSubcommand(new Resolve())
                .addSubcommand(new Export());
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get(all ? "/v1/incidents/all" : "/v1/incidents");
            if (json) {
                host.out().println(answer.toPrettyString());
            } else {
                print(answer);
            }
            for (JsonNode incident : answer.path("incidents")) {
                if (!incident.path("state").asString("").equals("resolved")) {
                    return Trouble.PROBLEM;
                }
            }
            return 0;
        }
    }

    private void print(JsonNode answer) {
        TextTable table =
                new TextTable()
                        .words("id")
                        .words("severity")
                        .words("state")
                        .words("opened")
                        .words("owner")
                        .numbers("alerts")
                        .words("what");
        for (JsonNode incident : answer.path("incidents")) {
            boolean alarming =
                    incident.path("state").asString("").equals("opened")
                            && incident.path("severity").asString("").equals("page");
            table.row(
                    List.of(
                            new Cell(text(incident, "id"), alarming),
                            new Cell(text(incident, "severity"), alarming),
                            new Cell(text(incident, "state"), false),
                            new Cell(brief(text(incident, "openedAt")), false),
                            new Cell(owner(incident), false),
                            new Cell(Integer.toString(incident.path("alerts").size()), false),
                            new Cell(text(incident, "title"), false)));
        }
        if (table.isEmpty()) {
            host.out().println(all ? "(there was no incident)" : "(no incident is open)");
        } else {
            table.render(host.screen().columns(), host.screen().ink()).forEach(host.out()::println);
        }
        for (JsonNode hook : answer.path("notifications")) {
            if (hook.path("waiting").asLong(0) > 0 || hook.path("givenUp").asLong(0) > 0) {
                host.out().println(notification(hook));
            }
        }
    }

    private String notification(JsonNode hook) {
        List<String> parts = new ArrayList<>();
        if (hook.path("waiting").asLong(0) > 0) {
            parts.add(
                    hook.path("waiting").asLong(0)
                            + " wait"
                            + (hook.hasNonNull("problem")
                                    ? " (" + text(hook, "problem") + ")"
                                    : ""));
        }
        if (hook.path("givenUp").asLong(0) > 0) {
            parts.add(hook.path("givenUp").asLong(0) + " were given up");
        }
        return host.screen()
                .ink()
                .red("notification " + text(hook, "name") + ": " + String.join(", ", parts));
    }

    private static String owner(JsonNode incident) {
        JsonNode first = incident.path("contacts").path(0);
        return first.isMissingNode() ? "nobody" : text(first, "owner");
    }

    private static String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asString("") : "–";
    }

    /// To the second.
    private static String brief(String instant) {
        return instant.length() < 20 ? instant : instant.substring(0, 19).replace('T', ' ');
    }

    private static String query(String id) {
        return "?id=" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    private static final String STORED =
            "Exit codes: 0 done, 1 refused, or done but not stored, 2 no node found.";

    /// What one incident's verbs share.
    abstract static class OfOne implements Callable<Integer> {
        @ParentCommand protected @Nullable IncidentsVerb parent;

        @Parameters(paramLabel = "ID", description = "Such as inc-17, or 17.")
        protected String id = "";

        IncidentsVerb incidents() {
            if (parent == null) {
                throw new IllegalStateException("not under incidents");
            }
            return parent;
        }

        /// Does something to it as the person who runs this.
        final int act(String path, @Nullable String note, String done) {
            IncidentsVerb verb = incidents();
            try (AdminClient admin = AdminClient.find(verb.host, verb.data)) {
                ObjectNode body = JsonMapper.shared().createObjectNode();
                body.put("id", id);
                String user = verb.host.environment().get("USER");
                if (user != null && !user.isBlank()) {
                    body.put("by", user);
                }
                if (note != null) {
                    body.put("note", note);
                }
                JsonNode incident = admin.post(path, body);
                verb.host
                        .out()
                        .println(
                                verb.json
                                        ? incident.toPrettyString()
                                        : text(incident, "id") + " is " + done + ".");
                return Directing.stored(verb.host, incident);
            }
        }
    }

    @Command(name = "show", description = "One incident with its time line.")
    static final class Show extends OfOne {
        @Override
        public Integer call() {
            IncidentsVerb verb = incidents();
            try (AdminClient admin = AdminClient.find(verb.host, verb.data)) {
                JsonNode incident = admin.get("/v1/incidents/one" + query(id));
                if (verb.json) {
                    verb.host.out().println(incident.toPrettyString());
                } else {
                    new IncidentText(verb.host).print(incident);
                }
                return 0;
            }
        }
    }

    @Command(
            name = "ack",
            description = "Take one on, so that others know that somebody is at it.",
            footer = STORED)
    static final class Acknowledge extends OfOne {
        @Option(names = "--note", paramLabel = "TEXT", description = "What you say about it.")
        private @Nullable String note;

        @Override
        public Integer call() {
            return act("/v1/incidents/acknowledge", note, "acknowledged");
        }
    }

    @Command(
            name = "resolve",
            description = "Say that one is over. It is refused while an alert of it holds.",
            footer = STORED)
    static final class Resolve extends OfOne {
        @Option(names = "--note", paramLabel = "TEXT", description = "What you say about it.")
        private @Nullable String note;

        @Override
        public Integer call() {
            return act("/v1/incidents/resolve", note, "resolved");
        }
    }

    @Command(name = "export", description = "Print one as Markdown, for a review of it.")
    static final class Export extends OfOne {
        @Override
        public Integer call() {
            IncidentsVerb verb = incidents();
            try (AdminClient admin = AdminClient.find(verb.host, verb.data)) {
                verb.host.out().print(admin.text("/v1/incidents/export" + query(id)));
                return 0;
            }
        }
    }
}
