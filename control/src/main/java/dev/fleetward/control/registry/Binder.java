package dev.fleetward.control.registry;

import dev.fleetward.control.registry.Field.Shape;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Turns a tree of nodes into configuration records. Goes on after a problem, so that one look at a
/// file tells them all: what cannot be read counts as absent, and a record that lacks a part is
/// left out. Confined to one load.
final class Binder {
    private static final int MAX_SHOWN = 80;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");

    private static final Pattern QUANTITY = Pattern.compile("[0-9.]{1,9} ?[A-Za-z%]{0,3}");

    private final Map<Class<?>, List<Field>> fields = new HashMap<>();
    private final Findings findings;

    private final Path folder;

    /// @param folder where relative paths start
    Binder(Findings findings, Path folder) {
        this.findings = findings;
        this.folder = folder;
    }

    /// The record, or null if a part that it cannot be without is missing or wrong; that has been
    /// reported then.
    <T extends Record> @Nullable T bind(Class<T> type, Node node) {
        return type.cast(parts(type, node, ""));
    }

    private @Nullable Object value(Shape shape, Node node, String path, boolean sensitive) {
        return switch (shape) {
            case Shape.One one -> one(one.scalar(), node, path, sensitive);
            case Shape.Parts parts -> parts(parts.type(), node, path);
            case Shape.Named named -> named(named.value(), node, path, sensitive);
            case Shape.Listed listed -> listed(listed.item(), node, path, sensitive);
            case Shape.Tree _ -> new JsonTreeReader(findings).read(node, path);
        };
    }

    private @Nullable Object one(Scalar scalar, Node node, String path, boolean sensitive) {
        String key = lastStep(path);
        if (!(node instanceof ScalarNode written) || isEmpty(node)) {
            findings.error(
                    Place.of(node),
                    path,
                    key
                            + ": "
                            + (isEmpty(node) ? "empty" : kind(node))
                            + " (expected: "
                            + scalar.label()
                            + ")");
            return null;
        }
        String text = written.getValue();
        Object value = checked(scalar, written, text, path, sensitive);
        if (sensitive
                && !(value instanceof SecretReference)
                && !(value instanceof URI)
                && !(value instanceof WebhookAddress.Kept)) {
            findings.source().strike(node);
        }
        return value;
    }

    private @Nullable Object checked(
            Scalar scalar, ScalarNode node, String text, String path, boolean sensitive) {
        String key = lastStep(path);
        int most = scalar.longest();
        if (text.length() > most) {
            findings.error(
                    Place.of(node),
                    path,
                    key + ": " + text.length() + " characters (expected: at most " + most + ")");
            return null;
        }
        try {
            return read(scalar, text);
        } catch (IllegalArgumentException unreadable) {
            findings.error(
                    Place.of(node),
                    path,
                    key + ": " + unreadable.getMessage(),
                    sensitive ? null : Nearest.to(text, scalar.values()));
            return null;
        }
    }

    private Object read(Scalar scalar, String text) {
        Object value = scalar.read().apply(text);
        return value instanceof Path path ? folder.resolve(path).normalize() : value;
    }

    private @Nullable Object listed(Shape item, Node node, String path, boolean sensitive) {
        if (isEmpty(node)) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            findings.error(
                    Place.of(node),
                    path,
                    lastStep(path) + ": " + kind(node) + " (expected: a list)");
            return null;
        }
        List<Object> items = new ArrayList<>();
        List<Integer> indexes = new ArrayList<>();
        List<Node> nodes = sequence.getValue();
        for (int i = 0; i < nodes.size(); i++) {
            String itemPath = Findings.path(path, i);
            Place place = Place.of(nodes.get(i));
            findings.locate(itemPath, place, place);
            Object bound = value(item, nodes.get(i), itemPath, sensitive);
            if (bound != null) {
                items.add(bound);
                indexes.add(i);
            }
        }
        findings.readItems(path, indexes);
        return items;
    }

    private @Nullable Object named(Shape value, Node node, String path, boolean sensitive) {
        Map<String, Node> entries = entries(node, path);
        if (entries == null) {
            return null;
        }
        findings.declare(path, entries.keySet());
        Map<String, Object> named = new LinkedHashMap<>();
        entries.forEach((name, entry) -> {
            String entryPath = Findings.path(path, name);
            if (!NAME.matcher(name).matches()) {
                findings.error(
                        findings.key(entryPath),
                        path,
                        "the name \""
                                + shown(name)
                                + "\" (expected: letters, digits and . _ : / @ + -, at most"
                                + " 128, the first a letter or digit)");
                return;
            }
            Object bound = value(value, entry, entryPath, sensitive);
            if (bound != null) {
                named.put(name, bound);
            }
        });
        return named;
    }

    private @Nullable Record parts(Class<? extends Record> type, Node node, String path) {
        List<Field> fields = fields(type);
        if (node instanceof ScalarNode
                && !isEmpty(node)
                && type.isAnnotationPresent(Shorthand.class)) {
            Field first = fields.getFirst();
            String firstPath = Findings.path(path, first.key());
            findings.locate(firstPath, Place.of(node), Place.of(node));
            Object bound = value(first.shape(), node, firstPath, first.doc().sensitive());
            return bound == null
                    ? null
                    : record(type, fields, Map.of(first.key(), bound), path, Place.of(node));
        }
        Map<String, Node> entries = entries(node, path);
        if (entries == null) {
            return null;
        }
        List<String> known = fields.stream().map(Field::key).toList();
        entries.forEach((key, value) -> {
            if (!known.contains(key)) {
                strikeUnlessQuantity(value);
                findings.error(
                        findings.key(Findings.path(path, key)),
                        Findings.path(path, shown(key)),
                        "unknown key \"" + shown(key) + "\"",
                        Nearest.to(key, known));
            }
        });
        Map<String, Object> bound = new LinkedHashMap<>();
        for (Field field : fields) {
            Node value = entries.get(field.key());
            if (value != null && !(field.nullable() && isEmpty(value))) {
                Object result =
                        value(
                                field.shape(),
                                value,
                                Findings.path(path, field.key()),
                                field.doc().sensitive());
                if (result != null) {
                    bound.put(field.key(), result);
                }
            } else if (field.required()) {
                findings.error(
                        path.isEmpty() ? Place.START : findings.key(path),
                        path,
                        lastStep(path) + ": \"" + field.key() + "\" is missing");
            }
        }
        return record(type, fields, bound, path, Place.of(node));
    }

    private @Nullable Record record(
            Class<? extends Record> type,
            List<Field> fields,
            Map<String, Object> bound,
            String path,
            Place place) {
        @Nullable Object[] arguments = new @Nullable Object[fields.size()];
        for (int i = 0; i < arguments.length; i++) {
            Field field = fields.get(i);
            Object value = bound.get(field.key());
            arguments[i] = value == null ? absent(field, path, place) : value;
            if (arguments[i] == null && !field.nullable()) {
                return null;
            }
        }
        try {
            return canonical(type).newInstance(arguments);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof Expect.OutOfBounds outOfBounds) {
                for (Expect.Violation violation : outOfBounds.violations()) {
                    String key = Findings.path(path, violation.key());
                    if (!bound.containsKey(violation.key()) && findings.isReported(key)) {
                        continue; // It is only absent because it could not be read.
                    }
                    Place where =
                            findings.names(key)
                                    ? findings.value(key)
                                    : findings.names(path) ? findings.value(path) : place;
                    findings.error(where, key, violation.message());
                }
                return null;
            }
            throw new IllegalStateException("cannot make " + type, refused);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("cannot make " + type, impossible);
        }
    }

    /// What an absent key stands for; null if it stands for nothing.
    private @Nullable Object absent(Field field, String path, Place place) {
        if (!field.doc().orElse().isEmpty() && field.shape() instanceof Shape.One one) {
            return read(one.scalar(), field.doc().orElse());
        }
        if (field.nullable()) {
            return null;
        }
        return switch (field.shape()) {
            case Shape.One _, Shape.Tree _ -> null;
            case Shape.Named _ -> Map.of();
            case Shape.Listed _ -> List.of();
            case Shape.Parts parts ->
                    record(
                            parts.type(),
                            fields(parts.type()),
                            Map.of(),
                            Findings.path(path, field.key()),
                            place);
        };
    }

    private List<Field> fields(Class<? extends Record> type) {
        return fields.computeIfAbsent(type, _ -> Field.of(type));
    }

    private static Constructor<? extends Record> canonical(Class<? extends Record> type)
            throws NoSuchMethodException {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types);
    }

    /// The keys of a mapping and their values, located; null if the node is none. Of a key that
    /// stands twice the first counts.
    private @Nullable Map<String, Node> entries(Node node, String path) {
        if (isEmpty(node)) {
            return Map.of();
        }
        if (!(node instanceof MappingNode mapping)) {
            findings.error(
                    Place.of(node),
                    path,
                    (path.isEmpty() ? "the file" : lastStep(path))
                            + ": "
                            + kind(node)
                            + " (expected: a mapping of keys)");
            return null;
        }
        Map<String, Node> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Place place = Place.of(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.error(place, path, "a key that is no plain text");
                continue;
            }
            String keyPath = Findings.path(path, key.getValue());
            if (entries.putIfAbsent(key.getValue(), tuple.getValueNode()) == null) {
                findings.locate(keyPath, place, Place.of(tuple.getValueNode()));
            } else {
                findings.error(
                        place,
                        keyPath,
                        "duplicate key \""
                                + shown(key.getValue())
                                + "\" (first on line "
                                + findings.key(keyPath).line()
                                + ")");
            }
        }
        return entries;
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && scalar.isPlain()
                && (node.getTag().equals(Tag.NULL) || scalar.getValue().isEmpty());
    }

    /// What stands under a key that nobody knows may be anything, a secret too.
    private void strikeUnlessQuantity(Node node) {
        if (!(node instanceof ScalarNode scalar && QUANTITY.matcher(scalar.getValue()).matches())) {
            findings.source().strike(node);
        }
    }

    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "a mapping";
            case SEQUENCE -> "a list";
            case SCALAR -> "a single value";
            case ANCHOR -> "an alias";
        };
    }

    private static String shown(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static String lastStep(String path) {
        if (path.isEmpty()) {
            return "the file";
        }
        int end = path.endsWith("\"") ? path.lastIndexOf('"', path.length() - 2) : path.length();
        int dot = path.lastIndexOf('.', end);
        return path.substring(dot + 1);
    }
}
