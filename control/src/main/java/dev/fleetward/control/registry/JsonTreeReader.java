package dev.fleetward.control.registry;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns YAML nodes into JSON. Used once, by one thread. Bounded: aliases may make a small file a
/// large tree, or one without an end.
final class JsonTreeReader {
    private static final int MOST_NODES = 10_000;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Findings findings;
    private int nodes;

    JsonTreeReader(Findings findings) {
        this.findings = findings;
    }

    /// Null after a problem was reported.
    @Nullable JsonTree read(Node node, String path) {
        JsonNode json = json(node, path, 0);
        return json == null ? null : new JsonTree(JsonMapper.shared().writeValueAsString(json));
    }

    private @Nullable JsonNode json(Node node, String path, int depth) {
        if (depth > YamlTree.MAX_DEPTH || ++nodes > MOST_NODES) {
            findings.error(
                    Place.of(node),
                    path,
                    "too large (expected: at most "
                            + MOST_NODES
                            + " values, at most "
                            + YamlTree.MAX_DEPTH
                            + " levels deep)");
            return null;
        }
        return switch (node) {
            case MappingNode mapping -> object(mapping, path, depth);
            case SequenceNode sequence -> {
                ArrayNode items = JSON.arrayNode();
                for (Node each : sequence.getValue()) {
                    JsonNode item = json(each, path, depth + 1);
                    if (item == null) {
                        yield null;
                    }
                    items.add(item);
                }
                yield items;
            }
            case ScalarNode scalar -> scalar(scalar, path);
            default -> {
                findings.error(Place.of(node), path, "nothing that JSON has");
                yield null;
            }
        };
    }

    private @Nullable ObjectNode object(MappingNode mapping, String path, int depth) {
        ObjectNode members = JSON.objectNode();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.error(Place.of(tuple.getKeyNode()), path, "a key that is no plain text");
                return null;
            }
            if (members.has(key.getValue())) {
                findings.error(Place.of(key), path, "duplicate key \"" + key.getValue() + "\"");
                return null;
            }
            JsonNode value = json(tuple.getValueNode(), path, depth + 1);
            if (value == null) {
                return null;
            }
            members.set(key.getValue(), value);
        }
        return members;
    }

    private @Nullable JsonNode scalar(ScalarNode node, String path) {
        String text = node.getValue();
        try {
            if (node.getTag().equals(Tag.NULL)) {
                return JSON.nullNode();
            } else if (node.getTag().equals(Tag.BOOL)) {
                return JSON.booleanNode(Boolean.parseBoolean(text));
            } else if (node.getTag().equals(Tag.INT)) {
                return JSON.numberNode(new BigInteger(text));
            } else if (node.getTag().equals(Tag.FLOAT)) {
                return JSON.numberNode(new BigDecimal(text));
            }
            return JSON.stringNode(text);
        } catch (NumberFormatException notInJson) {
            findings.error(Place.of(node), path, "no number that JSON has");
            return null;
        }
    }
}
