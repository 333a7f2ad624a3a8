package dev.fleetward.app.cli;

import dev.fleetward.app.admin.AdminClient;
import dev.fleetward.app.host.Host;
import dev.fleetward.app.host.Trouble;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `likeness test`. Confined to the main thread.
@Command(
        name = "test",
        description = "Compare whole answers of two endpoints, or of one with its own reference.",
        footer = {
            "25 prompts, 10 answers each of at most 50 tokens, on the budget of"
                    + " `probes.behaviour`; the node goes on if this command ends.",
            "Exit codes: 0 no difference is shown, 1 they differ, 2 it could not be done."
        },
        sortOptions = false)
final class LikenessTestVerb implements Callable<Integer> {
    private static final long STEP_MILLIS = 500;

    /// Between two lines of progress, in answers.
    private static final int TOLD_EVERY = 50;

    private final Host host;

    @Parameters(index = "0", paramLabel = "ENDPOINT", description = "The endpoint.")
    private String endpoint = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "OTHER",
            description = "Another one; its own reference if absent.")
    private @Nullable String against;

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder.")
    private @Nullable Path data;

    @Option(names = "--json", description = "Print nothing but the result, as JSON.")
    private boolean json;

    LikenessTestVerb(Host host) {
        this.host = host;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> wanted = new LinkedHashMap<>();
        wanted.put("endpoint", endpoint);
        if (against != null) {
            wanted.put("against", against);
        }
        try (AdminClient admin = AdminClient.find(host, data)) {
            JsonNode begun =
                    admin.post("/v1/likeness/tests", JsonMapper.shared().valueToTree(wanted));
            JsonNode test = await(admin, begun);
            host.out().println(json ? test.toPrettyString() : line(test));
            if (!test.path("finding").isObject()) {
                return 2;
            }
            return test.at("/finding/alarm").asBoolean(false) ? 1 : 0;
        }
    }

    private JsonNode await(AdminClient admin, JsonNode begun) throws InterruptedException {
        long id = begun.path("id").asLong();
        JsonNode test = begun;
        int told = 0;
        while (test.path("state").asString("").equals("running")) {
            int asked = test.path("asked").asInt(0);
            if (!json && asked >= told + TOLD_EVERY) {
                told = asked;
                host.err().println(line(test));
            }
            Thread.sleep(STEP_MILLIS);
            test = find(admin, id);
        }
        return test;
    }

    private static JsonNode find(AdminClient admin, long id) {
        for (JsonNode each : admin.get("/v1/likeness").path("tests")) {
            if (each.path("id").asLong() == id) {
                return each;
            }
        }
        throw new Trouble(Trouble.USAGE, "the node no longer knows the test", "");
    }

    static String line(JsonNode test) {
        String both =
                test.path("endpoint").asString("")
                        + " against "
                        + test.path("against").asString("");
        JsonNode finding = test.path("finding");
        if (!finding.isObject()) {
            return both
                    + ": "
                    + test.path("state").asString("")
                    + ", "
                    + test.path("asked").asInt(0)
                    + " of "
                    + test.path("of").asInt(0)
                    + " answers, "
                    + test.path("cost").asString("")
                    + suffix(test.path("words").asString(""));
        }
        return both
                + ": "
                + finding.path("words").asString("")
                + ", MMD² = "
                + LikenessVerb.number(finding.path("statistic"), "%.5f")
                + ", p = "
                + LikenessVerb.number(finding.path("pValue"), "%.4f")
                + ", "
                + finding.path("samples").asString("")
                + ", power "
                + LikenessVerb.number(finding.path("power"), "%.2f")
                + " for "
                + finding.path("powerFor").asString("")
                + ", "
                + test.path("cost").asString("");
    }

    private static String suffix(String words) {
        return words.isEmpty() ? "" : ": " + words;
    }
}
