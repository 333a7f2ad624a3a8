package dev.fleetward.control.registry;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One key of one configuration record. Immutable.
///
/// @param nullable whether an absent key stays absent
record Field(String key, String name, Doc doc, boolean nullable, Shape shape) {

    /// What a value looks like.
    sealed interface Shape {
        record One(Scalar scalar) implements Shape {}

        record Parts(Class<? extends Record> type) implements Shape {}

        /// Names and what they stand for.
        record Named(Shape value) implements Shape {}

        record Listed(Shape item) implements Shape {}

        /// Any JSON.
        record Tree() implements Shape {}
    }

    /// The keys of a record, in the order of its components.
    static List<Field> of(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents()).map(Field::of).toList();
    }

    private static Field of(RecordComponent component) {
        Doc doc = component.getAnnotation(Doc.class);
        if (doc == null) {
            throw new IllegalStateException("no @Doc on " + component);
        }
        return new Field(
                doc.key().isEmpty() ? component.getName() : doc.key(),
                component.getName(),
                doc,
                component.getAnnotatedType().isAnnotationPresent(Nullable.class),
                shape(component.getGenericType()));
    }

    /// Whether the file must name it.
    boolean required() {
        return !nullable
                && doc.orElse().isEmpty()
                && (shape instanceof Shape.One || shape instanceof Shape.Tree);
    }

    private static Shape shape(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Map.class && arguments[0] == String.class) {
                return new Shape.Named(shape(arguments[1]));
            }
            if (generic.getRawType() == List.class) {
                return new Shape.Listed(shape(arguments[0]));
            }
        }
        if (type instanceof Class<?> plain) {
            Scalar scalar = Scalar.of(plain);
            if (scalar != null) {
                return new Shape.One(scalar);
            }
            if (plain == JsonTree.class) {
                return new Shape.Tree();
            }
            if (plain.isRecord()) {
                return new Shape.Parts(plain.asSubclass(Record.class));
            }
        }
        throw new IllegalStateException("a configuration record cannot hold " + type);
    }
}
