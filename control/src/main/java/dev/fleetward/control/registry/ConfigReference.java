package dev.fleetward.control.registry;

import dev.fleetward.control.registry.Field.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// `docs/CONFIGURATION.md`, made from the configuration records. Stateless.
public final class ConfigReference {
    private ConfigReference() {}

    private record Section(String path, Class<? extends Record> type) {}

    /// The page.
    public static String markdown() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration

                        <!-- Generated from the configuration records. Do not edit. -->

                        One YAML file, `fleetward.yaml`. An unknown key or a dangling name stops the start with its line, its column and the nearest known name. Saved while Fleetward runs, the file is read again and taken over whole; a file with a mistake changes nothing. `fleetward check FILE` does the same without starting.

                        How values are written:

                        | kind | written as |
                        |---|---|
                        | count | `500`, `200k`, `2M` |
                        | size | `4096`, `64KiB`, `16MiB`, `2GB` |
                        | duration | `500ms`, `30s`, `5m`, `2h`, `1d` |
                        | percentage | `60%`, `99.5%` |
                        | amount | `2000 USD`, `0.15 USD` |
                        | secret reference | `env:NAME` or `file:PATH` |
                        | path | absolute, or relative to the folder of the file |
                        | name | letters, digits and `. _ : / @ + -`, at most 128, the first a letter or digit |

                        """);
        Deque<Section> open = new ArrayDeque<>();
        open.add(new Section("", FleetConfig.class));
        while (!open.isEmpty()) {
            Section section = open.removeFirst();
            Deque<Section> parts = new ArrayDeque<>();
            write(page, section, parts);
            while (!parts.isEmpty()) {
                open.addFirst(parts.removeLast());
            }
        }
        return page.toString().stripTrailing() + "\n";
    }

    private static void write(StringBuilder page, Section section, Deque<Section> parts) {
        page.append("## ")
                .append(section.path().isEmpty() ? "The file" : "`" + section.path() + "`")
                .append("\n\n");
        Doc doc = section.type().getAnnotation(Doc.class);
        if (doc != null) {
            page.append(doc.value()).append("\n\n");
        }
        page.append("| key | kind | if absent | meaning | example |\n|---|---|---|---|---|\n");
        for (Field field : Field.of(section.type())) {
            page.append("| `")
                    .append(field.key())
                    .append("` | ")
                    .append(kind(field.shape()))
                    .append(" | ")
                    .append(absent(field))
                    .append(" | ")
                    .append(field.doc().value())
                    .append(" | ")
                    .append(code(field.doc().example()))
                    .append(" |\n");
            Section part = part(section.path(), field.key(), field.shape());
            if (part != null) {
                parts.addLast(part);
            }
        }
        page.append('\n');
    }

    private static @Nullable Section part(String path, String key, Shape shape) {
        String own = path.isEmpty() ? key : path + "." + key;
        return switch (shape) {
            case Shape.One _, Shape.Tree _ -> null;
            case Shape.Parts parts -> new Section(own, parts.type());
            case Shape.Named named -> part(own, "NAME", named.value());
            case Shape.Listed listed ->
                    listed.item() instanceof Shape.Parts parts
                            ? new Section(own + "[]", parts.type())
                            : null;
        };
    }

    private static String kind(Shape shape) {
        return switch (shape) {
            case Shape.One one -> one.scalar().label();
            case Shape.Parts _ -> "keys";
            case Shape.Named named -> "names → " + kind(named.value());
            case Shape.Listed listed -> "list of " + kind(listed.item());
            case Shape.Tree _ -> "any JSON";
        };
    }

    private static String absent(Field field) {
        if (field.required()) {
            return "**required**";
        }
        return field.doc().orElse().isEmpty() ? "–" : code(field.doc().orElse());
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
