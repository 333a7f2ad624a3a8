package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Each way in which a file can be wrong, with the line, the column and the help that people get.
class ProblemsTest {
    /// Only what does not depend on the source line.
    private static List<String> heads(String text) {
        return heads(Configs.read(text, Configs.ENVIRONMENT));
    }

    private static List<String> heads(LoadResult result) {
        return Configs.problems(result).stream()
                .map(problem -> problem.render().lines().findFirst().orElseThrow())
                .toList();
    }

    private static String withGood(String old, String now) {
        assertThat(Configs.GOOD).contains(old);
        return Configs.GOOD.replace(old, now);
    }

    @Test
    void namesTheNearestKeyWithTheSourceLineAndACaret() {
        List<Problem> problems =
                Configs.rejected("pools:\n  claude: { requestPerMinute: 500 }\n", Map.of());
        assertThat(problems.getFirst().render())
                .isEqualTo(
                        """
                        fleetward.yaml:2:13: unknown key "requestPerMinute" (did you mean "requestsPerMinute"?)
                              claude: { requestPerMinute: 500 }
                                        ^\
                        """);
        assertThat(problems.getFirst().suggestion()).isEqualTo("requestsPerMinute");
        assertThat(problems.getFirst().path()).isEqualTo("pools.claude.requestPerMinute");
    }

    @Test
    void suggestsNothingWhereNothingIsNear() {
        assertThat(heads("bananas: 1"))
                .containsExactly("fleetward.yaml:1:1: unknown key \"bananas\"");
    }

    @Test
    void namesTheNearestName() {
        assertThat(heads(withGood("pool: openai-4o,", "pool: openai-40,")))
                .containsExactly(
                        "fleetward.yaml:24:77: no pool is called \"openai-40\" (did you mean"
                                + " \"openai-4o\"?)");
        assertThat(heads(withGood("[llama-eu]", "[lama-eu]")))
                .containsExactly(
                        "fleetward.yaml:33:24: no endpoint is called \"lama-eu\" (did you mean"
                                + " \"llama-eu\"?)");
        assertThat(heads(withGood("provider: vllm-eu", "provider: vllm")))
                .containsExactly("fleetward.yaml:26:25: no provider is called \"vllm\"");
        assertThat(heads(withGood("feature: nightly-report", "feature: nightly-repot")))
                .contains(
                        "fleetward.yaml:46:92: no feature is called \"nightly-repot\" (did you mean"
                                + " \"nightly-report\"?)");
        assertThat(
                        heads(
                                withGood(
                                        "shares: { openai-4o: { reserve: 60%",
                                        "shares: { openai: { reserve: 60%")))
                .containsExactly(
                        "fleetward.yaml:40:15: no pool is called \"openai\" (did you mean"
                                + " \"openai-4o\"?)");
        assertThat(heads(withGood("    routes: [chat]", "    routes: [chat, drft]")))
                .containsExactly(
                        "fleetward.yaml:42:20: no route is called \"drft\" (did you mean"
                                + " \"draft\"?)");
        assertThat(heads(withGood("    owner: platform\n", "    owner: plattform\n")))
                .containsExactly(
                        "fleetward.yaml:36:12: no owner is called \"plattform\" (did you mean"
                                + " \"platform\"?)");
    }

    @Test
    void doesNotCallANameDanglingThatStandsInTheFileAndIsWrongItself() {
        assertThat(heads(withGood("{ concurrent: 48, ", "{ concurrent: many, ")))
                .containsExactly(
                        "fleetward.yaml:22:25: concurrent: \"many\" (expected: a count such as 500,"
                                + " 200k or 2M)");
    }

    @Test
    void namesValueAndExpectationOfWhatIsOutOfBounds() {
        assertThat(heads(withGood("{ reserve: 60% }", "{ reserve: 140%, lend: 101% }")))
                .containsExactly(
                        "fleetward.yaml:40:37: reserve: 140% (expected: 0%..100%)",
                        "fleetward.yaml:40:49: lend: 101% (expected: 0%..100%)");
        assertThat(heads(withGood("weight: 3", "weight: 0")))
                .containsExactly("fleetward.yaml:29:59: weight: 0 (expected: 1..1000000)");
        assertThat(heads(withGood("tier: 1", "tier: 9")))
                .containsExactly("fleetward.yaml:38:11: tier: 9 (expected: 1..5)");
    }

    @Test
    void saysWhatAUnitLooksLike() {
        assertThat(heads(withGood("sync: 20ms", "sync: 20 parsecs")))
                .containsExactly(
                        "fleetward.yaml:51:33: sync: \"20 parsecs\" (expected: a duration such as"
                                + " 500ms, 30s, 5m or 2h)");
        assertThat(heads(withGood("monthly: 2000 USD", "monthly: 2000 EUR")))
                .containsExactly(
                        "fleetward.yaml:41:24: monthly: \"2000 EUR\" (expected: an amount such as"
                                + " 2000 USD or 0.15 USD)");
    }

    @Test
    void namesTheNearestOfFixedWords() {
        assertThat(heads(withGood("accounting: anthropic", "accounting: antropic")))
                .containsExactly(
                        "fleetward.yaml:21:50: accounting: \"antropic\" (expected: one of plain,"
                                + " openai, anthropic, azure-payg, azure-ptu, bedrock, vertex,"
                                + " self-hosted) (did you mean \"anthropic\"?)");
    }

    @Test
    void saysWhichStylesADialectHas() {
        assertThat(heads(withGood("style: azure", "style: vertex")))
                .containsExactly(
                        "fleetward.yaml:14:12: the style \"vertex\" of a provider of dialect openai"
                                + " (expected: azure with openai or anthropic, vertex with gemini)");
    }

    @Test
    void addsUpWhatFeaturesReserve() {
        assertThat(
                        heads(
                                withGood(
                                        "{ reserve: 40%, borrow: 40%, weight: 4 }",
                                        "{ reserve: 41%, borrow: 40%, weight: 4 }")))
                .containsExactly(
                        "fleetward.yaml:20:3: features reserve 101% of the pool \"openai-4o\""
                                + " (expected: at most 100% in all)");
    }

    @Test
    void refusesAWeightOfNothingAndSaysWhy() {
        assertThat(heads(withGood("weight: 4", "weight: 0")))
                .containsExactly(
                        "fleetward.yaml:43:108: weight: 0 (expected: 1..1000; with no weight its"
                                + " calls would wait for ever, and borrow: 0% says that it borrows"
                                + " nothing)");
        assertThat(heads(withGood("weight: 4", "weight: 1001")))
                .singleElement()
                .asString()
                .endsWith("weight: 1001 (expected: 1..1000)");
    }

    @Test
    void refusesSharesOfAPoolThatLimitsNothing() {
        String text =
                withGood(
                        "requestsPerMinute: 500, inputTokensPerMinute: 200k,"
                                + " outputTokensPerMinute: 60k, accounting: openai",
                        "accounting: openai");
        assertThat(heads(text))
                .contains(
                        "fleetward.yaml:40:15: a share of the pool \"openai-4o\", which limits"
                                + " nothing (expected: a pool with a limit, such as"
                                + " requestsPerMinute)");
    }

    @Test
    void warnsOfAShareThatNoRouteLeadsTo() {
        assertThat(heads(withGood("{ reserve: 60% } }", "{ reserve: 60% }, gpu-eu: {} }")))
                .containsExactly(
                        "fleetward.yaml:40:44: warning: no route of the feature \"support-chat\""
                                + " leads to the pool \"gpu-eu\": its share there is never used");
    }

    @Test
    void namesTheNearestClass() {
        assertThat(heads(withGood("classes: { interactive:", "classes: { interactiv:")))
                .containsExactly(
                        "fleetward.yaml:54:12: unknown key \"interactiv\" (did you mean"
                                + " \"interactive\"?)");
        assertThat(heads(withGood("class: batch", "class: batsch")))
                .singleElement()
                .asString()
                .contains("(did you mean \"batch\"?)");
    }

    @Test
    void keepsTheFloorsOfTheClassesBelowHalfOfAPool() {
        assertThat(heads(withGood("floor: 8%", "floor: 50%")))
                .containsExactly("fleetward.yaml:54:10: floors: 51% (expected: 0%..50%)");
    }

    @Test
    void refusesLimitsThatNoProviderJudgesSo() {
        assertThat(heads(withGood("requestsJudgedOver: 1s", "requestsJudgedOver: 2s")))
                .singleElement()
                .asString()
                .endsWith("requestsJudgedOver: 2s (expected: 1s, 10s or 60s)");
        assertThat(heads(withGood("outputBurndown: 5", "outputBurndown: 0")))
                .singleElement()
                .asString()
                .endsWith("outputBurndown: 0 (expected: 1..100)");
        assertThat(heads(withGood("kvTokens: 400k, ", "")))
                .singleElement()
                .asString()
                .endsWith(
                        "adaptive: true without kvTokens (expected: the limit that it stays below,"
                                + " kvTokens)");
        assertThat(heads(withGood("daily: 20 USD", "daily: 301 USD")))
                .singleElement()
                .asString()
                .endsWith("daily: $301.00 (expected: at most $300.00)");
    }

    @Test
    void namesSecretsThatAreMissing() {
        assertThat(
                        heads(
                                Configs.read(
                                        Configs.GOOD,
                                        Map.of(
                                                "OPENAI_API_KEY", "x",
                                                "AZURE_KEY", "",
                                                "SLACK_WEBHOOK", "https://example.com",
                                                "PAGERDUTY_KEY", "x"))))
                .containsExactly(
                        "fleetward.yaml:8:80: credential: the environment variable"
                                + " ANTHROPIC_API_KEY is not set",
                        "fleetward.yaml:12:17: credential: env:AZURE_KEY is empty");
        assertThat(heads(withGood("env:AZURE_KEY", "file:not-there")))
                .containsExactly("fleetward.yaml:12:17: credential: file:not-there cannot be read");
    }

    @Test
    void refusesACredentialInTheClearWithoutShowingIt() {
        for (String secret :
                List.of("sk-proj-abcdef0123456789", "hunter2", "env:sk-live-0123", "two words 9")) {
            List<Problem> problems =
                    Configs.problems(
                            Configs.read(
                                    withGood("env:AZURE_KEY", "\"" + secret + "\""),
                                    Configs.ENVIRONMENT));
            assertThat(problems).hasSize(1);
            assertThat(problems.getFirst().render())
                    .startsWith(
                            "fleetward.yaml:12:17: credential: a reference is expected, never the"
                                    + " secret itself (expected: env:NAME or file:PATH)")
                    .doesNotContain(secret);
            assertThat(ProblemReport.json(problems)).doesNotContain(secret);
        }
    }

    @Test
    void showsNoSecretOfALineThatIsWrongForAnotherReason() {
        String text =
                "providers:\n  p: { dialect: openai, url: 'https://h/v1', credential: hunter2-tail,"
                        + " owner: nobody, bogus: sk-abcdef012345 }\n";
        String report = ProblemReport.text(Configs.rejected(text, Map.of()));
        assertThat(report)
                .contains("no owner is called \"nobody\"", "unknown key \"bogus\"")
                .doesNotContain("hunter2", "sk-abcdef");
        String broken = "providers:\n  p: { credential: hunter2-tail, url: [ }\n";
        assertThat(ProblemReport.text(Configs.rejected(broken, Map.of())))
                .contains("not YAML")
                .doesNotContain("hunter2");
    }

    @Test
    void doesNotShowAKeyThatStandsWhereItsHashBelongs() {
        assertThat(
                        ProblemReport.text(
                                Configs.rejected(
                                        "keys: [{ sha256: fw-verysecret, feature: f }]", Map.of())))
                .contains("sha256: not a hash (expected: 64 hexadecimal digits")
                .doesNotContain("verysecret");
    }

    @Test
    void refusesHeadersThatCarrySecrets() {
        assertThat(heads(withGood("{ x-team: search }", "{ Authorization: Bearer 0123 }")))
                .containsExactly(
                        "fleetward.yaml:17:16: the header \"Authorization\" carries a secret"
                                + " (expected: the secret in \"credential\", by reference)");
    }

    @Test
    void refusesTheSameKeyTwice() {
        assertThat(heads(withGood("2".repeat(64), "1".repeat(64))))
                .contains("fleetward.yaml:46:15: the same key stands twice (first on line 45)");
    }

    @Test
    void refusesDuplicateKeysOfAMapping() {
        assertThat(heads("data: a\ndata: b\n"))
                .containsExactly("fleetward.yaml:2:1: duplicate key \"data\" (first on line 1)");
    }

    @Test
    void refusesARouteWithoutEndpoints() {
        assertThat(heads("routes:\n  chat: { endpoints: [] }\n"))
                .containsExactly("fleetward.yaml:2:3: the route \"chat\" has no endpoints");
        assertThat(heads("routes:\n  chat: {}\n"))
                .containsExactly("fleetward.yaml:2:3: the route \"chat\" has no endpoints");
    }

    @Test
    void refusesTheSameEndpointTwiceInARoute() {
        assertThat(heads(withGood("[llama-eu]", "[llama-eu, llama-eu]")))
                .containsExactly(
                        "fleetward.yaml:33:34: the endpoint \"llama-eu\" stands twice in the"
                                + " route");
    }

    /// APISIX (its website's #2028): a limit silently did nothing where what it hangs on was
    /// missing.
    @Test
    void warnsOfALimitThatLimitsNothing() {
        assertThat(heads("pools: { p: { requestsPerMinute: 5 } }"))
                .containsExactly(
                        "fleetward.yaml:1:10: warning: no endpoint draws from the pool \"p\": its"
                                + " limits limit nothing");
    }

    @Test
    void warnsOfWhatIsProbablyHalfAnEdit() {
        assertThat(heads(withGood(", pool: gpu-eu", "")))
                .containsExactly(
                        "fleetward.yaml:22:3: warning: no endpoint draws from the pool \"gpu-eu\":"
                                + " its limits limit nothing",
                        "fleetward.yaml:26:3: warning: the endpoint \"llama-eu\" has no pool:"
                                + " nobody limits it");
        assertThat(heads("features: { f: {} }"))
                .containsExactly(
                        "fleetward.yaml:1:13: warning: the feature \"f\" has no key: nobody can"
                                + " call it");
        assertThat(heads("pools: { p: {} }"))
                .containsExactly("fleetward.yaml:1:10: warning: the pool \"p\" limits nothing");
        assertThat(heads(withGood("model: claude-sonnet-4-5, pool", "model: claude-x, pool")))
                .containsExactly(
                        "fleetward.yaml:25:44: warning: no price is known for \"claude-x\": budgets"
                                + " do not count its calls (add it to \"prices\")");
    }

    @Test
    void checksUrlsAndRepeatsNoneThatCarriesAPassword() {
        String good = "url: https://api.anthropic.com";
        String at = "fleetward.yaml:8:41: url: ";
        assertThat(heads(withGood(good, "url: ftp://h/x")))
                .containsExactly(
                        at + "not a web address (expected: http:// or https:// and a host)");
        assertThat(heads(withGood(good, "url: https://h/?key=1")))
                .containsExactly(at + "a query or fragment in the URL (expected: none)");
        List<Problem> problems =
                Configs.rejected(withGood(good, "url: https://u:hunter2@h/"), Configs.ENVIRONMENT);
        assertThat(problems.getFirst().render())
                .startsWith(at + "a user or password in the URL (expected: none")
                .doesNotContain("hunter2");
    }

    @Test
    void warnsOfACredentialWithoutTls() {
        assertThat(heads(withGood("https://api.anthropic.com", "http://10.1.2.3:9")))
                .containsExactly(
                        "fleetward.yaml:8:41: warning: the credential travels without TLS to"
                                + " 10.1.2.3");
        assertThat(heads(withGood("https://api.anthropic.com", "http://127.0.0.1:9"))).isEmpty();
    }

    @Test
    void namesWhatIsMissingOrOfTheWrongKind() {
        assertThat(heads("owners: { o: {} }"))
                .containsExactly("fleetward.yaml:1:11: o: \"contact\" is missing");
        assertThat(heads("pools: 5"))
                .containsExactly(
                        "fleetward.yaml:1:8: pools: a single value (expected: a mapping of keys)");
        assertThat(heads("keys: { a: b }"))
                .containsExactly("fleetward.yaml:1:7: keys: a mapping (expected: a list)");
        assertThat(heads("data: [a]"))
                .containsExactly("fleetward.yaml:1:7: data: a list (expected: path)");
        assertThat(heads("- a"))
                .containsExactly(
                        "fleetward.yaml:1:1: the file: a list (expected: a mapping of keys)");
        assertThat(heads("accessLog: { stdout: false }"))
                .containsExactly(
                        "fleetward.yaml:1:22: stdout: neither file nor stdout (expected: one of"
                                + " file: PATH and stdout: true)");
    }

    @Test
    void saysWhereTheTextIsNotYaml() {
        assertThat(heads("listen: {\n  gateway: [\n}"))
                .singleElement()
                .asString()
                .startsWith("fleetward.yaml:3:1: not YAML: ");
        assertThat(heads(""))
                .containsExactly(
                        "fleetward.yaml:1:1: the file is empty (expected: a mapping of keys)");
    }

    @Test
    void refusesDepthAndAliasesThatWouldGrow() {
        assertThat(heads("a: " + "[".repeat(100_000)))
                .containsExactly("fleetward.yaml:1:35: nested more than 32 levels deep");
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(heads(bomb.toString())).singleElement().asString().contains("aliases");
    }

    @Test
    void whatAFeatureHasDoneWhileItBurnsIsDoneToRoutesThatItNames() {
        String before = heads("features: { f: {} }\n").toString();
        assertThat(before).doesNotContain("prefer-fallback", "shed-batch");
        assertThat(
                        heads(
                                """
                                features:
                                  f:
                                    onBurn: [freeze, shed-batch, prefer-fallback]
                                """))
                .contains(
                        "fleetward.yaml:3:22: \"shed-batch\" of a feature without routes and shares"
                                + " (expected: `routes` or `shares` that say in which pools)",
                        "fleetward.yaml:3:34: \"prefer-fallback\" of a feature without routes"
                                + " (expected: `routes` that names those that it is about)");
    }

    @Test
    void tellsAllProblemsAtOnceAndBoundsThem() {
        assertThat(
                        heads(
                                """
                                lissten: {}
                                pools: { p: { concurrent: 0 } }
                                routes: { r: { endpoints: [nowhere] } }
                                features: { f: { owner: nobody, class: urgent } }
                                """))
                .hasSizeGreaterThanOrEqualTo(5);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            many.append("unknown").append(i).append(": 1\n");
        }
        assertThat(heads(many.toString())).hasSize(Findings.MAX_PROBLEMS);
    }

    @Test
    void writesProblemsAsJson() {
        assertThat(ProblemReport.json(Configs.rejected("dat: x", Map.of())))
                .isEqualTo(
                        "[{\"severity\":\"error\",\"file\":\"fleetward.yaml\",\"line\":1,"
                                + "\"column\":1,\"path\":\"dat\",\"message\":\"unknown key"
                                + " \\\"dat\\\"\",\"suggestion\":\"data\"}]");
    }
}
