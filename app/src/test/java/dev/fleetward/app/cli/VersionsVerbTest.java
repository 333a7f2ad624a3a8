package dev.fleetward.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.fleet.TestFleet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// `versions`, as a person would use it.
class VersionsVerbTest {
    private static TestFleet fleet;
    private static Shell shell;

    @BeforeAll
    static void start() throws Exception {
        fleet =
                TestFleet.start(standard ->
                        standard.replace(
                                "routes:\n",
                                """
                                routes:
                                  held: { endpoints: [openai-a], versions: { policy: hold, allow: [gpt-4o-2024-08-06], canary: 5% } }
                                  alike: { endpoints: [openai-a, openai-b], versions: common }
                                """));
        fleet.node().announce(null, List.of());
        shell = new Shell(fleet.folder());
    }

    @AfterAll
    static void stop() throws Exception {
        fleet.close();
    }

    private static Shell.Ended run(String... words) {
        List<String> arguments = new ArrayList<>(List.of("versions"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--data", fleet.folder().resolve("data").toString()));
        return shell.run(arguments.toArray(String[]::new));
    }

    @Test
    void versionsArePromotedHeldAndForgottenByHand() {
        Shell.Ended promoted =
                run("promote", "held", "GPT-4o-2024-11-20", "--reason", "it was tried");
        assertThat(promoted.exitCode()).as(promoted.err()).isZero();
        assertThat(promoted.out())
                .isEqualToIgnoringNewLines("gpt-4o-2024-11-20 may serve route held");
        assertThat(run("hold", "alike", "gpt-4o-2024-11-20").out())
                .isEqualToIgnoringNewLines("gpt-4o-2024-11-20 is kept from route alike");

        Shell.Ended table = run();
        assertThat(table.exitCode()).isZero();
        assertThat(table.out())
                .contains("only gpt-4o-2024-08-06", "only what all regions of its model serve")
                .contains("promoted", "it was tried", "has named no version yet");
        assertThat(table.out().lines().mapToInt(String::length).max().orElse(0))
                .isLessThanOrEqualTo(100);
        assertThat(
                        new JsonMapper()
                                .readTree(run("--json").out())
                                .at("/routes/0/directives/0/verdict")
                                .asString(""))
                .isEqualTo("held");

        assertThat(run("forget", "held", "gpt-4o-2024-11-20").out())
                .contains("is left to the policy of route held");
        assertThat(run("forget", "alike", "gpt-4o-2024-11-20").exitCode()).isZero();
    }

    @Test
    void whatIsRefusedSaysWhy() {
        Shell.Ended unproven = run("promote", "held", "gpt-4o-2024-12-01", "--eval", "smoke");
        assertThat(unproven.exitCode()).isEqualTo(1);
        assertThat(unproven.err()).contains("not promoted", "was never run on route held");
        Shell.Ended free = run("promote", "openai", "gpt-4o-2024-12-01");
        assertThat(free.exitCode()).isEqualTo(2);
        assertThat(free.err()).contains("takes any version");
        assertThat(run("hold", "nowhere", "gpt-4o-2024-12-01").err())
                .contains("no route is called \"nowhere\"");
        assertThat(run("forget", "held", "gpt-4o-2024-12-01").exitCode()).isEqualTo(2);
    }
}
