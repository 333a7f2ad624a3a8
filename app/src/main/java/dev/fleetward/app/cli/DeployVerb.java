package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.app.terminal.SpokenTime;
import dev.fleetward.app.terminal.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// `deploy`. Confined to the main thread.
@Command(
        name = "deploy",
        description = "Mark that something of yours changed, so that `slow` can tell.",
        footer = {
            "To be called by whatever deploys. Changes of fleetward.yaml are known without it.",
            "Exit codes: 0 well, 1 it could not be stored, 2 no node found."
        },
        sortOptions = false)
final class DeployVerb implements Callable<Integer> {
    private final Host host;

    @Mixin private Asking asking = new Asking();

    private DeployVerb(Host host) {
        this.host = host;
    }

    static CommandLine withVerbs(Host host) {
        return new CommandLine(new DeployVerb(host))
                .addSubcommand(new MarkIt())
                .addSubcommand(new Listed());
    }

    /// Without a verb, what was marked lately.
    @Override
    public Integer call() {
        return list(Duration.ofDays(7));
    }

    private int list(Duration since) {
        try (AdminClient admin = asking.admin(host)) {
            JsonNode answer = admin.get("/v1/deploys?since=" + now().minus(since));
            if (asking.wantsJson()) {
                host.out().println(answer.toPrettyString());
                return 0;
            }
            TextTable table =
                    new TextTable()
                            .words("at")
                            .words("deploy")
                            .words("feature")
                            .words("by")
                            .words("note");
            for (JsonNode deploy : answer.path("deploys")) {
                table.row(
                        QuotaWhyVerb.local(deploy.path("at").asString("")),
                        deploy.path("name").asString(""),
                        deploy.path("feature").asString("all"),
                        deploy.path("by").asString(""),
                        deploy.path("note").asString(""));
            }
            if (table.isEmpty()) {
                host.out().println("Nothing was marked.");
            } else {
                table.render(host.screen().columns(), host.screen().ink())
                        .forEach(host.out()::println);
            }
            return 0;
        }
    }

    private Instant now() {
        return Instant.EPOCH.plus(host.clock().wallMicros(), ChronoUnit.MICROS);
    }

    /// `deploy mark`. Confined to the main thread.
    @Command(
            name = "mark",
            description = "Something changed, now or a while ago.",
            sortOptions = false)
    static final class MarkIt implements Callable<Integer> {
        @ParentCommand private @Nullable DeployVerb parent;

        @Parameters(index = "0", paramLabel = "NAME", description = "What, such as a version.")
        private String name = "";

        @Option(
                names = "--feature",
                paramLabel = "FEATURE",
                description = "Where. Default: everywhere.")
        private @Nullable String feature;

        @Option(
                names = "--at",
                paramLabel = "TIME",
                description = "Since when, such as 09:02 or 2026-01-31T09:02:00Z. Default: now.")
        private @Nullable String at;

        @Option(names = "--note", paramLabel = "TEXT", description = "For those who read it.")
        private @Nullable String note;

        @Override
        public Integer call() {
            DeployVerb deploy = Asking.above(parent);
            ObjectNode body = JsonMapper.shared().createObjectNode();
            body.put("name", name);
            if (feature != null) {
                body.put("feature", feature);
            }
            if (note != null) {
                body.put("note", note);
            }
            if (at != null) {
                body.put("at", time(at, deploy.now()).toString());
            }
            try (AdminClient admin = deploy.asking.admin(deploy.host)) {
                JsonNode answer = admin.post("/v1/deploys", body);
                deploy.host
                        .out()
                        .println(
                                deploy.asking.wantsJson()
                                        ? answer.toPrettyString()
                                        : "Marked: "
                                                + name
                                                + (feature == null ? "" : " of " + feature)
                                                + " since "
                                                + QuotaWhyVerb.local(
                                                        answer.path("at").asString("")));
                return 0;
            }
        }

        private static Instant time(String spoken, Instant now) {
            try {
                return SpokenTime.parse(spoken, now, ZoneId.systemDefault());
            } catch (IllegalArgumentException notATime) {
                throw new Trouble(
                        Trouble.USAGE,
                        "--at " + String.valueOf(notATime.getMessage()),
                        "",
                        notATime);
            }
        }
    }

    /// `deploy list`. Confined to the main thread.
    @Command(name = "list", description = "What was marked.", sortOptions = false)
    static final class Listed implements Callable<Integer> {
        @ParentCommand private @Nullable DeployVerb parent;

        @Option(
                names = "--since",
                paramLabel = "TIME",
                defaultValue = "7d",
                description = "How far back. Default ${DEFAULT-VALUE}.")
        private Duration since = Duration.ofDays(7);

        @Override
        public Integer call() {
            return Asking.above(parent).list(since);
        }
    }
}
