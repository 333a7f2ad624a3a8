package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.region.VersionPolicy;
import dev.fleetward.core.unit.Percent;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a file says of versions.
class VersionsTest {
    private static String fleet(String versions) {
        return """
        owners: { o: { contact: o@example.com } }
        providers: { p: { dialect: openai, url: http://127.0.0.1:1/v1, owner: o } }
        pools: { pool: { requestsPerMinute: 500, accounting: openai } }
        endpoints:
          here: { provider: p, model: gpt-4o, pool: pool, owner: o }
        routes:
          chat:
            endpoints: [here]
        %s
        features:
          f: { owner: o, class: standard, tier: 2 }
        keys:
          - { sha256: "0000000000000000000000000000000000000000000000000000000000000000", feature: f }
        """
                .formatted(versions.isEmpty() ? "" : "    versions: " + versions);
    }

    private static VersionPolicy policy(String versions) {
        return Configs.loaded(fleet(versions)).snapshot().routes().values().stream()
                .findAny()
                .orElseThrow()
                .versions();
    }

    @Test
    void aRouteTakesAnyVersionUnlessItSaysOtherwise() {
        assertThat(policy("")).isEqualTo(VersionPolicy.ANY);
        assertThat(policy("any")).isEqualTo(VersionPolicy.ANY);
    }

    @Test
    void policiesAreReadWithTheirListAndTheirCanary() {
        assertThat(policy("common")).isEqualTo(new VersionPolicy.Common(Percent.ZERO));
        assertThat(policy("{ policy: common, canary: 5% }"))
                .isEqualTo(new VersionPolicy.Common(new Percent(50_000)));
        assertThat(policy("{ policy: hold, allow: [GPT-4o-2024-08-06], canary: 1% }"))
                .isEqualTo(
                        new VersionPolicy.Hold(Set.of("gpt-4o-2024-08-06"), new Percent(10_000)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    hold                                 | allow: none (expected: with `policy: hold`
                    { policy: common, allow: [a] }       | allow: a (expected: none with `policy: common`
                    { policy: any, canary: 5% }          | canary: 5% (expected: none with `policy: any`
                    { policy: common, canary: 101% }     | canary: 101% (expected: 0%..100%)
                    { policy: newest }                   | "newest"
                    { allow: [a] }                       | policy
                    """)
    void whatMakesNoSenseIsAnErrorWithItsLine(String versions, String told) {
        List<String> heads =
                Configs.problems(Configs.read(fleet(versions), Configs.ENVIRONMENT)).stream()
                        .map(problem -> problem.render().lines().findFirst().orElseThrow())
                        .toList();
        assertThat(heads).singleElement().asString().startsWith("fleetward.yaml:9:").contains(told);
    }

    private static String deployments(String first, String second) {
        return fleet("common")
                .replace("url: http://127.0.0.1:1/v1", "style: azure, url: http://127.0.0.1:1")
                .replace(
                        "  here: { provider: p, model: gpt-4o,",
                        "  there: { provider: p, model: chat-use, "
                                + second
                                + "pool: pool, owner: o }\n  here: { provider: p, model: chat-weu, "
                                + first)
                .replace("endpoints: [here]", "endpoints: [here, there]");
    }

    @Test
    void deploymentsWhoseVersionsAreToBeCommonHaveToSayOfWhichModelTheyAre() {
        assertThat(Configs.problems(Configs.read(deployments("", ""), Configs.ENVIRONMENT)))
                .extracting(problem -> problem.render().lines().findFirst().orElseThrow())
                .hasSize(2)
                .allMatch(it -> it.contains("warning: the deployment \"chat-"))
                .allMatch(it -> it.contains("`deploymentOf` names its model"));
        String named = deployments("deploymentOf: gpt-4o, ", "deploymentOf: gpt-4o, ");
        assertThat(Configs.problems(Configs.read(named, Configs.ENVIRONMENT))).isEmpty();
        assertThat(Configs.loaded(named).snapshot().endpoints().values())
                .extracting(it -> it.lineage())
                .containsOnly("gpt-4o");
    }

    @Test
    void aDeploymentIsPricedAsItsModelWhereItHasNoPriceOfItsOwn() {
        String priced =
                deployments("", "deploymentOf: gpt-4o, ")
                        + "prices: [{ provider: openai, model: gpt-4o, from: 2026-01-01, input: 2 USD,"
                        + " output: 10 USD }]\n";
        assertThat(Configs.loaded(priced).snapshot().endpoints())
                .extractingFromEntries(it -> it.getKey() + " " + (it.getValue().price() != null))
                .containsExactlyInAnyOrder("here false", "there true");
    }
}
