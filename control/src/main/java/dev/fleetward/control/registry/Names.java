package dev.fleetward.control.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks up what names of the file stand for, and reports those that stand for nothing. Confined to
/// one load.
final class Names {
    private final Findings findings;

    Names(Findings findings) {
        this.findings = findings;
    }

    /// What a name stands for; null if it stands for nothing, or for something that is wrong itself
    /// and was reported there.
    <T> @Nullable T find(String section, @Nullable String name, Map<String, T> named, String path) {
        if (name == null) {
            return null;
        }
        known(section, name, path, findings.value(path));
        return named.get(name);
    }

    void known(String section, String name, String path, Place place) {
        if (!findings.names(Findings.path(section, name))) {
            findings.error(
                    place,
                    path,
                    "no "
                            + section.substring(0, section.length() - 1)
                            + " is called \""
                            + name
                            + "\"",
                    Nearest.to(name, findings.namesUnder(section)));
        }
    }
}
