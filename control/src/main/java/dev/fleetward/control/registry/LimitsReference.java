package dev.fleetward.control.registry;

import java.util.List;

/// `docs/LIMITS.md`, made from the records that hold the limits. Stateless.
public final class LimitsReference {
    private LimitsReference() {}

    /// A limit that no key of the configuration moves.
    public record Fixed(String name, String value, String meaning) {}

    private static final List<Fixed> OWN =
            List.of(
                    new Fixed(
                            "configuration file",
                            Registry.MAX_FILE_BYTES + " bytes",
                            "The largest configuration file."),
                    new Fixed(
                            "configuration depth",
                            YamlTree.MAX_DEPTH + " levels",
                            "Nesting in the configuration file."),
                    new Fixed(
                            "configuration aliases",
                            Integer.toString(YamlTree.MAX_ALIASES),
                            "YAML aliases of collections in the configuration file."),
                    new Fixed(
                            "configuration problems",
                            Integer.toString(Findings.MAX_PROBLEMS),
                            "Problems that one reading reports."));

    /// The page.
    ///
    /// @param further fixed limits of other parts
    public static String markdown(List<Fixed> further) {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Limits

                        <!-- Generated from the records that hold the limits. Do not edit. -->

                        Everything that can grow has a bound with a name.

                        ## Under `limits` in the configuration

                        | key | default | kind | meaning |
                        |---|---|---|---|
                        """);
        for (Field field : Field.of(LimitsConfig.class)) {
            String kind = field.shape() instanceof Field.Shape.One one ? one.scalar().label() : "";
            row(
                    page,
                    "`" + field.key() + "`",
                    "`" + field.doc().orElse() + "`",
                    kind,
                    field.doc().value());
        }
        page.append("\n## Fixed\n\n| limit | value | meaning |\n|---|---|---|\n");
        OWN.forEach(limit -> row(page, limit.name(), limit.value(), limit.meaning()));
        further.forEach(limit -> row(page, limit.name(), limit.value(), limit.meaning()));
        return page.toString();
    }

    private static void row(StringBuilder page, String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
