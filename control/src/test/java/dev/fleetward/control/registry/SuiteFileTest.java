package dev.fleetward.control.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuiteFileTest {
    private static final String SOUND =
            """
            name: orders
            route: chat
            feature: support
            system: You take orders.
            defaults: { temperature: 0.2, maxTokens: 200, samples: 3 }
            pass: 80%
            budget: 0.50 USD
            cases:
              - name: order
                prompt: |
                  Three anchors,
                  please.
                tools:
                  - name: record_order
                    parameters: { type: object, properties: { count: { type: integer } } }
                checks:
                  - tool: { name: record_order, arguments: { required: [count] } }
                  - firstToken: 800ms
              - name: talk
                messages:
                  - { role: user, content: Hello }
                samples: 7
                checks:
                  - { equals: "Hello." }
                  - { matches: "^H.*" }
                  - { tool: greet }
                  - { json: true }
                  - { notRefused: true }
            """;

    private static List<String> problems(String text) {
        return SuiteFile.parse("suite.yaml", text) instanceof SuiteFile.Result.Faulty faulty
                ? faulty.problems().stream().map(Problem::render).toList()
                : List.of();
    }

    @Test
    void aSoundSuiteIsRead() {
        assertThat(problems(SOUND)).isEmpty();
        SuiteConfig suite = ((SuiteFile.Result.Sound) SuiteFile.parse("suite.yaml", SOUND)).suite();

        SuiteCase order = suite.cases().getFirst();
        SuiteCase talk = suite.cases().getLast();
        assertThat(suite.pass()).hasToString("80%");
        assertThat(order.prompt()).isEqualTo(new Passage("Three anchors,\nplease.\n"));
        assertThat(order.tools().getFirst().parameters().json())
                .isEqualTo(
                        "{\"type\":\"object\",\"properties\":{\"count\":{\"type\":\"integer\"}}}");
        assertThat(order.checks().getLast().firstToken()).isEqualTo(Duration.ofMillis(800));
        assertThat(suite.samples(order)).isEqualTo(3);
        assertThat(suite.samples(talk)).isEqualTo(7);
        assertThat(suite.withSamples(2).samples(suite.withSamples(2).cases().getLast()))
                .isEqualTo(2);
        assertThat(suite.calls().value()).isEqualTo(1_000);
    }

    @Test
    void unknownKeysAreErrorsWithTheirLineAndTheNearestName() {
        assertThat(problems(SOUND.replace("pass: 80%", "passs: 80%")))
                .singleElement()
                .asString()
                .startsWith("suite.yaml:6:1: unknown key \"passs\" (did you mean \"pass\"?)");
        assertThat(problems(SOUND.replace("firstToken: 800ms", "firstTokens: 800ms")))
                .anySatisfy(problem ->
                        assertThat(problem)
                                .contains(":18:", "\"firstTokens\"", "did you mean \"firstToken\""))
                .anySatisfy(problem -> assertThat(problem).contains("exactly one of contains"));
    }

    @Test
    void wrongValuesAreErrorsWithTheirLine() {
        assertThat(problems(SOUND.replace("800ms", "soon")))
                .anySatisfy(problem -> assertThat(problem).contains(":18:", "soon"));
        assertThat(problems(SOUND.replace("^H.*", "(")))
                .singleElement()
                .asString()
                .contains(":25:", "a regular expression");
        assertThat(problems(SOUND.replace("0.50 USD", "50 cents")))
                .singleElement()
                .asString()
                .contains(":7:");
        assertThat(problems(SOUND.replace("temperature: 0.2", "temperature: 3")))
                .singleElement()
                .asString()
                .contains("0..2");
        assertThat(problems(SOUND.replace("name: talk", "name: order")))
                .singleElement()
                .asString()
                .contains("twice");
        assertThat(problems(SOUND.replace("notRefused: true", "notRefused: false")))
                .singleElement()
                .asString()
                .contains("or no such check");
        assertThat(problems("")).singleElement().asString().contains("empty");
        assertThat(
                        problems(
                                "name: x\nroute: r\nfeature: f\ncases: [{ name: a, prompt: p, checks: [] }]"))
                .anySatisfy(problem -> assertThat(problem).contains("checks: 0"));
    }

    @Test
    void aTreeThatHoldsItselfEnds() {
        assertThat(
                        problems(
                                SOUND.replace(
                                        "{ json: true }",
                                        "{ json: &all { anyOf: [ *all, *all ] } }")))
                .isNotEmpty();
    }

    @Test
    void aFileThatIsNotThereIsAProblemToo() {
        assertThat(SuiteFile.load(Path.of("/nowhere/suite.yaml")))
                .isInstanceOf(SuiteFile.Result.Faulty.class);
    }
}
