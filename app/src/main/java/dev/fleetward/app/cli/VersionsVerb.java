package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.terminal.TextTable;
import dev.fleetward.app.terminal.TextTable.Cell;
import java.nio.file.Path;
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

/// `versions`. Confined to the main thread.
@Command(
        name = "versions",
        description = "Which versions routes allow; promote and hold them.",
        footer = "Exit codes: 0 done, 1 refused or not stored, 2 no such route or no node.",
        sortOptions = false)
final class VersionsVerb implements Callable<Integer> {
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

    private VersionsVerb(Host host) {
        this.host = host;
    }

    static CommandLine withVerbs(Host host) {
        return new CommandLine(new VersionsVerb(host))
                .addSubcommand(new Promote())
                .addSubcommand(new Hold())
                .addSubcommand(new Forget());
    }

    @Override
    public Integer call() {
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer = admin.get("/v1/versions");
            if (json) {
                host.out().println(answer.toPrettyString());
                return 0;
            }
            print(answer);
            return 0;
        }
    }

    private void print(JsonNode answer) {
        TextTable routes =
                new TextTable().words("route").words("policy").words("canary").words("allows");
        TextTable held = new TextTable().words("route").words("holds").words("because");
        TextTable directives =
                new TextTable()
                        .words("route")
                        .words("version")
                        .words("is")
                        .words("by")
                        .words("since")
                        .words("reason");
        for (JsonNode route : answer.path("routes")) {
            String name = text(route, "name");
            routes.row(
                    cells(
                            name,
                            text(route, "policy"),
                            route.path("frozen").asBoolean(false)
                                    ? "frozen"
                                    : text(route, "canary"),
                            text(route, "allows")));
            for (JsonNode each : route.path("held")) {
                held.row(cells(name, text(each, "endpoint"), text(each, "reason")));
            }
            route.path("directives").forEach(each -> directives.row(directive(each)));
        }
        answer.path("unknown").forEach(each -> directives.row(directive(each)));
        if (routes.isEmpty()) {
            host.out().println("(no route has a version policy: any version serves)");
        }
        boolean first = true;
        for (TextTable table : List.of(routes, held, directives)) {
            if (!table.isEmpty()) {
                if (!first) {
                    host.out().println();
                }
                first = false;
                table.render(host.screen().columns(), host.screen().ink())
                        .forEach(host.out()::println);
            }
        }
    }

    private static List<Cell> directive(JsonNode each) {
        return cells(
                text(each, "route"),
                text(each, "version"),
                text(each, "verdict"),
                text(each, "by"),
                text(each, "since"),
                text(each, "reason"));
    }

    private static List<Cell> cells(String... texts) {
        return List.of(texts).stream().map(text -> new Cell(text, false)).toList();
    }

    private static String text(JsonNode node, String name) {
        return node.hasNonNull(name) ? node.path(name).asString("") : "–";
    }

    /// @param verb of the admin API
    /// @param done what is true then, behind the version
    private int decide(
            String verb, Choice choice, @Nullable String eval, boolean anyway, String done) {
        ObjectNode body = new JsonMapper().createObjectNode();
        body.put("version", choice.version);
        if (choice.reason != null) {
            body.put("reason", choice.reason);
        }
        if (eval != null) {
            body.put("eval", eval);
        }
        if (anyway) {
            body.put("anyway", true);
        }
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode answer =
                    admin.post(
                            "/v1/routes/" + Directing.inPath(choice.route) + "/versions/" + verb,
                            body);
            host.out()
                    .println(
                            json
                                    ? answer.toPrettyString()
                                    : text(answer, "version") + done + choice.route);
            return 0;
        }
    }

    /// What the verbs that decide have in common.
    static final class Choice {
        @Parameters(index = "0", paramLabel = "ROUTE", description = "Which route.")
        private String route = "";

        @Parameters(
                index = "1",
                paramLabel = "VERSION",
                description = "Which version, as the provider names it in its answers.")
        private String version = "";

        @Option(
                names = "--reason",
                paramLabel = "TEXT",
                description = "Why, for those who see it in `versions` and `changes`.")
        private @Nullable String reason;
    }

    /// `versions promote`.
    @Command(
            name = "promote",
            description = "Allow a version on a route, besides what its policy allows.",
            sortOptions = false)
    static final class Promote implements Callable<Integer> {
        @ParentCommand private @Nullable VersionsVerb parent;
        @CommandLine.Mixin private Choice choice = new Choice();

        @Option(
                names = "--eval",
                paramLabel = "SUITE",
                description =
                        "Only if the version passed this suite in its newest run on the route"
                                + " (see `fleetward eval`).")
        private @Nullable String eval;

        @Option(
                names = "--anyway",
                description =
                        "Also while a feature that burns its error budget asks that nothing be"
                                + " rolled out on the route.")
        private boolean anyway;

        @Override
        public Integer call() {
            return of(parent).decide("promote", choice, eval, anyway, " may serve route ");
        }
    }

    /// `versions hold`.
    @Command(
            name = "hold",
            description =
                    "Keep a version from a route, its canary too, whatever the policy allows.",
            sortOptions = false)
    static final class Hold implements Callable<Integer> {
        @ParentCommand private @Nullable VersionsVerb parent;
        @CommandLine.Mixin private Choice choice = new Choice();

        @Override
        public Integer call() {
            return of(parent).decide("hold", choice, null, false, " is kept from route ");
        }
    }

    /// `versions forget`.
    @Command(
            name = "forget",
            description = "Leave a version to the route's policy again.",
            sortOptions = false)
    static final class Forget implements Callable<Integer> {
        @ParentCommand private @Nullable VersionsVerb parent;
        @CommandLine.Mixin private Choice choice = new Choice();

        @Override
        public Integer call() {
            return of(parent)
                    .decide("forget", choice, null, false, " is left to the policy of route ");
        }
    }

    private static VersionsVerb of(@Nullable VersionsVerb parent) {
        if (parent == null) {
            throw new IllegalStateException("a verb of its own");
        }
        return parent;
    }
}
