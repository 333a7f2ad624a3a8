package dev.fleetward.app.demo;

import dev.fleetward.app.host.NewKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// The demonstration's `fleetward.yaml`, with keys of its own. Immutable.
///
/// @param yaml the whole file
/// @param keys a key in the clear for each feature, in the order of the file
public record DemoConfig(String yaml, Map<String, NewKey> keys) {
    /// The feature whose key the user gets.
    public static final String PLAYGROUND = "playground";

    private static final List<String> FEATURES =
            List.of(PLAYGROUND, "support-chat", "search-embed", "nightly-report", "agent", "draft");

    public DemoConfig {
        keys = Map.copyOf(keys);
    }

    /// @param endpoints base URLs of the simulated endpoints, by the names in [DemoFleet]
    public static DemoConfig create(
            String gateway, String admin, Map<String, URI> endpoints, RandomGenerator random) {
        Map<String, NewKey> keys = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String feature : FEATURES) {
            NewKey key = NewKey.create(random);
            keys.put(feature, key);
            String tenant = feature.equals("nightly-report") ? ", tenant: finance" : "";
            lines.add(
                    "  - { sha256: \"" + key.sha256() + "\", feature: " + feature + tenant + " }");
        }
        String yaml =
                TEMPLATE.replace("@GATEWAY@", gateway)
                        .replace("@ADMIN@", admin)
                        .replace("@KEYS@", String.join("\n", lines));
        for (Map.Entry<String, URI> endpoint : endpoints.entrySet()) {
            yaml = yaml.replace("@" + endpoint.getKey() + "@", endpoint.getValue().toString());
        }
        return new DemoConfig(yaml, keys);
    }

    /// The key of one of the features.
    public String key(String feature) {
        NewKey key = keys.get(feature);
        if (key == null) {
            throw new IllegalArgumentException("no such feature in the demonstration: " + feature);
        }
        return key.key();
    }

    /// Without the keys.
    @Override
    public String toString() {
        return "DemoConfig" + keys.keySet();
    }

    private static final String TEMPLATE =
            """
            # The demonstration's fleet. Everything in it is simulated; edit it while it runs.
            # A good change is served within two seconds, a bad one changes nothing.

            listen: { gateway: "@GATEWAY@", admin: "@ADMIN@" }
            data: .

            owners:
              platform: { contact: platform@example.com }
              support:  { contact: support@example.com }
              finance:  { contact: finance@example.com }

            # Two providers, one of each dialect, each in two regions. Their addresses change with
            # each start.
            providers:
              openai-us:    { dialect: openai,    url: "@openai-us@",    account: openai,    pricedAs: openai,    owner: platform }
              openai-eu:    { dialect: openai,    url: "@openai-eu@",    account: openai,    pricedAs: openai,    owner: platform }
              anthropic-us: { dialect: anthropic, url: "@anthropic-us@", account: anthropic, pricedAs: anthropic, owner: platform }
              anthropic-eu: { dialect: anthropic, url: "@anthropic-eu@", account: anthropic, pricedAs: anthropic, owner: platform }

            pools:
              openai:    { requestsPerMinute: 120k, inputTokensPerMinute: 200M, outputTokensPerMinute: 60M, concurrent: 2000, accounting: openai }
              anthropic: { requestsPerMinute: 120k, inputTokensPerMinute: 200M, outputTokensPerMinute: 60M, concurrent: 2000, accounting: anthropic }
              # Small on purpose: the nightly report fills it and is then refused, honestly.
              openai-small: { requestsPerMinute: 150, inputTokensPerMinute: 200k, accounting: openai }

            endpoints:
              gpt-us:      { provider: openai-us,    model: gpt-4o,            region: us, zone: us, pool: openai,       owner: platform }
              gpt-eu:      { provider: openai-eu,    model: gpt-4o,            region: eu, zone: eu, pool: openai,       owner: platform }
              gpt-mini-eu: { provider: openai-eu,    model: gpt-4o-mini,       region: eu, zone: eu, pool: openai-small, owner: platform }
              embed-us:    { provider: openai-us,    model: text-embedding-3-small, region: us, zone: us, pool: openai,  owner: platform }
              claude-us:   { provider: anthropic-us, model: claude-sonnet-4-5, region: us, zone: us, pool: anthropic,    owner: platform }
              claude-eu:   { provider: anthropic-eu, model: claude-sonnet-4-5, region: eu, zone: eu, pool: anthropic,    owner: platform }

            routes:
              chat:   { endpoints: [gpt-us, gpt-eu, claude-us], strategy: failover, lenient: true }
              spread: { endpoints: [{ endpoint: gpt-us, weight: 3 }, { endpoint: gpt-eu, weight: 2 }], strategy: weighted }
              claude: { endpoints: [claude-us, claude-eu], strategy: failover }
              mixed:  { endpoints: [claude-eu, gpt-eu], strategy: failover, lenient: true }
              mini:   { endpoints: [gpt-mini-eu] }
              embed:  { endpoints: [embed-us] }

            features:
              playground:     { owner: platform, class: standard,    tier: 3 }
              support-chat:   { owner: support,  class: interactive, tier: 1, slo: { firstToken: 500ms, success: 99.5% },
                                shares: { openai: { reserve: 40% } }, budget: { monthly: 2000 USD } }
              search-embed:   { owner: support,  class: standard,    tier: 2, budget: { monthly: 100 USD } }
              agent:          { owner: platform, class: standard,    tier: 2, budget: { monthly: 500 USD } }
              draft:          { owner: platform, class: interactive, tier: 2, budget: { monthly: 500 USD } }
              nightly-report: { owner: finance,  class: batch,       tier: 4, budget: { monthly: 300 USD } }

            keys:
            @KEYS@
            """;
}
