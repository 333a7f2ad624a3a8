package dev.fleetward.control.registry;

import dev.fleetward.control.registry.Field.Shape;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A configuration as a flat map from paths, such as `pools.gpu.concurrent`, to values, so that two
/// can be compared and the difference said in words. Stateless.
public final class ConfigShape {
    private static final String HIDDEN = "…";

    private ConfigShape() {}

    /// One value. Equal to another where the configuration is.
    ///
    /// @param shown its text; an ellipsis where it could be a secret
    public record Value(String shown, Object compared) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Value value && compared.equals(value.compared);
        }

        @Override
        public int hashCode() {
            return Objects.hash(compared);
        }

        @Override
        public String toString() {
            return shown;
        }
    }

    /// Every value that is there, defaults too, in the order of the paths.
    public static SortedMap<String, Value> of(FleetConfig config) {
        SortedMap<String, Value> values = new TreeMap<>();
        parts("", config, false, values);
        return values;
    }

    private static void parts(
            String path, Record parent, boolean sensitive, Map<String, Value> into) {
        RecordComponent[] components = parent.getClass().getRecordComponents();
        List<Field> fields = Field.of(parent.getClass());
        for (int i = 0; i < components.length; i++) {
            Field field = fields.get(i);
            Object value = read(components[i], parent);
            if (value != null) {
                value(
                        Findings.path(path, field.key()),
                        field.shape(),
                        value,
                        sensitive || field.doc().sensitive(),
                        into);
            }
        }
    }

    private static @Nullable Object read(RecordComponent component, Record parent) {
        try {
            return component.getAccessor().invoke(parent);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void value(
            String path, Shape shape, Object value, boolean sensitive, Map<String, Value> into) {
        switch (shape) {
            case Shape.One _, Shape.Tree _ ->
                    into.put(path, new Value(text(value, sensitive), value));
            case Shape.Parts _ -> parts(path, (Record) value, sensitive, into);
            case Shape.Named named ->
                    ((Map<?, ?>) value)
                            .forEach((name, one) ->
                                    value(
                                            Findings.path(path, String.valueOf(name)),
                                            named.value(),
                                            one,
                                            sensitive,
                                            into));
            // As a whole: an item that is put in front does not alter the others.
            case Shape.Listed listed ->
                    into.put(path, new Value(list((List<?>) value, listed, sensitive), value));
        }
    }

    private static String list(List<?> items, Shape.Listed listed, boolean sensitive) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (Object item : items) {
            if (listed.item() instanceof Shape.One) {
                text.add(text(item, sensitive));
            } else {
                SortedMap<String, Value> parts = new TreeMap<>();
                value("", listed.item(), item, sensitive, parts);
                List<String> words = new ArrayList<>();
                parts.forEach((key, part) -> words.add(key + " " + part.shown()));
                text.add(String.join(" ", words));
            }
        }
        return text.toString();
    }

    private static String text(Object value, boolean sensitive) {
        if (sensitive) {
            // A reference is none of those: it says where a secret is, and is no longer one itself.
            return value instanceof SecretReference ? value.toString() : HIDDEN;
        }
        return switch (value) {
            case Enum<?> constant -> Scalar.text(constant);
            case Duration duration -> Scalar.text(duration);
            case Count count -> Long.toString(count.value());
            case ByteSize size -> size.bytes() + " bytes";
            case Address address -> address.host() + ":" + address.port();
            default -> value.toString();
        };
    }
}
