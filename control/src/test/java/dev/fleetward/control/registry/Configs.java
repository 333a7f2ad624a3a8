package dev.fleetward.control.registry;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A sound configuration that uses every section, and short ways to read texts. Stateless.
final class Configs {
    static final String OPENAI_SECRET = "sk-test-of-openai-0123456789";
    static final LocalDate TODAY = LocalDate.of(2026, 3, 1);
    static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "OPENAI_API_KEY", OPENAI_SECRET,
                    "ANTHROPIC_API_KEY", "sk-ant-test",
                    "AZURE_KEY", "azure-test",
                    "SLACK_WEBHOOK", "https://hooks.example.com/services/planted-slack-token",
                    "PAGERDUTY_KEY", "planted-routing-key");

    static final String GOOD =
            """
            listen: { gateway: 127.0.0.1:8400, admin: 127.0.0.1:8401 }
            data: ./fleetward-data
            owners:
              platform: { contact: platform@example.com, oncall: https://pager.example.com/platform }
              search: { contact: search@example.com }
            providers:
              openai: { dialect: openai, url: https://api.openai.com/v1/, credential: env:OPENAI_API_KEY, owner: platform }
              anthropic: { dialect: anthropic, url: https://api.anthropic.com, credential: env:ANTHROPIC_API_KEY, owner: platform }
              azure-eu:
                dialect: openai
                url: https://example.openai.azure.com
                credential: env:AZURE_KEY
                account: team-a
                style: azure
                apiVersion: 2024-10-21
                http2: true
                headers: { x-team: search }
              vllm-eu: { dialect: openai, url: http://10.0.0.7:8000/v1, owner: search }
            pools:
              openai-4o: { requestsPerMinute: 500, inputTokensPerMinute: 200k, outputTokensPerMinute: 60k, accounting: openai }
              claude: { requestsPerMinute: 1000, accounting: anthropic, tokensPerMinute: 2M, requestsJudgedOver: 1s, outputBurndown: 5 }
              gpu-eu: { concurrent: 48, kvTokens: 400k, accounting: self-hosted, longPrompts: { over: 8k, concurrent: 2 }, adaptive: true }
            endpoints:
              openai-us: { provider: openai, model: gpt-4o, region: us, zone: us, pool: openai-4o, owner: platform, timeouts: { connect: 2s, firstToken: 30s } }
              claude-us: { provider: anthropic, model: claude-sonnet-4-5, pool: claude }
              llama-eu: { provider: vllm-eu, model: llama-3.1-70b, pool: gpu-eu, drained: true, passPriority: true }
            routes:
              chat:
                endpoints: [openai-us, { endpoint: claude-us, weight: 3 }]
                strategy: weighted
                lenient: true
                timeouts: { total: 1m }
              draft: { endpoints: [llama-eu], maxOutputTokens: 4k }
            features:
              support-chat:
                owner: platform
                class: interactive
                tier: 1
                slo: { firstToken: 500ms, success: 99.5% }
                shares: { openai-4o: { reserve: 60% } }
                budget: { monthly: 2000 USD }
                routes: [chat]
              nightly-report: { owner: search, class: batch, shares: { openai-4o: { reserve: 40%, borrow: 40%, weight: 4 } }, parallel: { feature: 50, tenant: 10, job: 4 }, queue: { calls: 200, bytes: 8MB, wait: 30s }, budget: { monthly: 300 USD, background: 300 USD, daily: 20 USD }, routes: [chat] }
            keys:
              - { sha256: "1111111111111111111111111111111111111111111111111111111111111111", feature: support-chat }
              - { sha256: "2222222222222222222222222222222222222222222222222222222222222222", feature: nightly-report, tenant: finance }
            prices:
              - { provider: openai, model: "gpt-4o*", from: 2026-01-01, input: 2.50 USD, output: 10 USD }
              - { model: claude-sonnet-4-5, from: 2026-01-01, input: 3 USD, cacheRead: 0.30 USD, output: 15 USD, source: contract }
            limits: { requestBody: 8MiB, retryBudget: 5% }
            events: { whenFull: pass, sync: 20ms }
            accessLog: { file: access.log }
            tracing: { url: "http://127.0.0.1:4318/v1/traces" }
            classes: { interactive: { wait: 12s, firstToken: 500ms }, batch: { floor: 8%, ageing: 1m } }
            notifications:
              - { name: everything, url: "https://example.com/incidents?token=planted-url-token" }
              - { name: slack, url: env:SLACK_WEBHOOK, shape: slack, owners: [platform] }
              - { name: pager, shape: pagerduty, key: env:PAGERDUTY_KEY, severities: [page] }
            """;

    private Configs() {}

    static Registry registry(Map<String, String> environment) {
        return new Registry(environment, List.of(), new Random(1));
    }

    static LoadResult read(String text, Map<String, String> environment) {
        return registry(environment).parse("fleetward.yaml", text, Path.of("/etc/fleet"), 7, TODAY);
    }

    static LoadResult.Loaded loaded(String text) {
        return switch (read(text, ENVIRONMENT)) {
            case LoadResult.Loaded loaded -> loaded;
            case LoadResult.Rejected rejected ->
                    throw new AssertionError(ProblemReport.text(rejected.problems()));
        };
    }

    static List<Problem> rejected(String text, Map<String, String> environment) {
        return switch (read(text, environment)) {
            case LoadResult.Loaded loaded -> throw new AssertionError("loaded: " + loaded);
            case LoadResult.Rejected rejected -> rejected.problems();
        };
    }

    /// Errors or warnings, whatever came of it.
    static List<Problem> problems(LoadResult result) {
        return switch (result) {
            case LoadResult.Loaded loaded -> loaded.warnings();
            case LoadResult.Rejected rejected -> rejected.problems();
        };
    }
}
