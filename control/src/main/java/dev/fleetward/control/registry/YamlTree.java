package dev.fleetward.control.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads YAML text into a tree of nodes that know their places. Bounds the depth and the aliases,
/// so that a small file cannot become a large tree. Stateless.
final class YamlTree {
    /// Levels of nesting; the configuration itself has six.
    static final int MAX_DEPTH = 32;

    /// Aliases of collections.
    static final int MAX_ALIASES = 50;

    private YamlTree() {}

    /// The root, or null after a problem was reported.
    static @Nullable Node read(String text, Findings findings) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setAllowDuplicateKeys(false)
                        .setMaxAliasesForCollections(MAX_ALIASES)
                        .setUseMarks(true)
                        .setCodePointLimit(Registry.MAX_FILE_BYTES)
                        .build();
        try {
            if (tooDeep(text, settings, findings)) {
                return null;
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                findings.error(Place.START, "", "the file is empty (expected: a mapping of keys)");
            }
            return root.orElse(null);
        } catch (MarkedYamlEngineException broken) {
            Place place = Place.of(broken.getProblemMark().or(broken::getContextMark));
            findings.error(place, "", "not YAML: " + describe(broken));
        } catch (YamlEngineException broken) {
            findings.error(Place.START, "", "not YAML: " + broken.getMessage());
        }
        return null;
    }

    private static String describe(MarkedYamlEngineException broken) {
        String problem = broken.getProblem() == null ? "unreadable" : broken.getProblem();
        return broken.getContext() == null ? problem : broken.getContext() + ", " + problem;
    }

    /// Events come one by one, while composing recurses.
    private static boolean tooDeep(String text, LoadSettings settings, Findings findings) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> {
                    depth++;
                    if (depth > MAX_DEPTH) {
                        findings.error(
                                Place.of(event.getStartMark()),
                                "",
                                "nested more than " + MAX_DEPTH + " levels deep");
                        return true;
                    }
                }
                case MappingEnd, SequenceEnd -> depth--;
                case Alias,
                        Comment,
                        DocumentEnd,
                        DocumentStart,
                        Scalar,
                        StreamEnd,
                        StreamStart -> {}
            }
        }
        return false;
    }
}
