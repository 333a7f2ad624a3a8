package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;

class ConfigShapeTest {
    private static final String YAML =
            """
            owners: { a: { contact: a@example.com } }
            providers:
              p: { dialect: openai, url: "http://localhost/v1", credential: env:KEY, owner: a,
                   headers: { x-organization: planted-header } }
            pools: { q: { concurrent: 48, accounting: self-hosted } }
            endpoints:
              e: { provider: p, model: m, pool: q, owner: a, timeouts: { connect: 2s } }
            routes: { r: { endpoints: [{ endpoint: e, weight: 2 }] } }
            features: { f: { owner: a, class: batch, routes: [r] } }
            """;

    private static SortedMap<String, ConfigShape.Value> shape(String yaml) {
        LoadResult result = Configs.read(yaml, Map.of("KEY", "sk-planted"));
        return switch (result) {
            case LoadResult.Loaded loaded -> ConfigShape.of(loaded.config());
            case LoadResult.Rejected rejected ->
                    throw new AssertionError(rejected.problems().toString());
        };
    }

    @Test
    void everyValueHasAPathAndIsShownAsItIsWritten() {
        SortedMap<String, ConfigShape.Value> shape = shape(YAML);
        assertThat(shape.get("pools.q.concurrent")).hasToString("48");
        assertThat(shape.get("pools.q.accounting")).hasToString("self-hosted");
        assertThat(shape.get("endpoints.e.timeouts.connect")).hasToString("2s");
        assertThat(shape.get("routes.r.endpoints")).hasToString("[endpoint e weight 2]");
        assertThat(shape.get("providers.p.credential")).hasToString("env:KEY");
        assertThat(shape.get("listen.admin")).hasToString("127.0.0.1:8401");
    }

    @Test
    void whatCouldBeASecretIsComparedButNotShown() {
        SortedMap<String, ConfigShape.Value> before = shape(YAML);
        SortedMap<String, ConfigShape.Value> after = shape(YAML.replace("planted-header", "other"));
        String path = "providers.p.headers.x-organization";
        assertThat(before.get(path)).hasToString("…").isNotEqualTo(after.get(path));
        assertThat(before.toString()).doesNotContain("planted");
        assertThat(shape(YAML)).isEqualTo(before);
    }
}
