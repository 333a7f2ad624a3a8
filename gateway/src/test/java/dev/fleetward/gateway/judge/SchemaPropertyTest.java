package dev.fleetward.gateway.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.fleetward.gateway.wire.JsonValue;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random schemas of all keywords that are judged, and random values: the verdict of a validator
/// that people use.
class SchemaPropertyTest {
    private static final int SCHEMAS = 3_000;
    private static final int VALUES = 6;

    @Test
    void agreesWithAnotherValidator() throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        SchemaRegistry others =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        Map<Fit, Integer> seen = new EnumMap<>(Fit.class);
        for (int i = 0; i < SCHEMAS; i++) {
            RandomSchema generator = new RandomSchema(random.split());
            String text = generator.schema();
            Schema schema = new Schema(JsonValue.parse(text));
            var other = others.getSchema(text);
            for (int j = 0; j < VALUES; j++) {
                String value = generator.value();
                Fit fit = schema.fit(JsonValue.parse(value));
                seen.merge(fit, 1, Integer::sum);
                assertThat(fit)
                        .as("seed %d, schema %s, value %s", seed, text, value)
                        .isEqualTo(Fit.of(other.validate(value, InputFormat.JSON).isEmpty()));
            }
        }
        assertThat(seen.get(Fit.FITS)).isGreaterThan(SCHEMAS / 2);
        assertThat(seen.get(Fit.MISFITS)).isGreaterThan(SCHEMAS / 2);
    }
}
