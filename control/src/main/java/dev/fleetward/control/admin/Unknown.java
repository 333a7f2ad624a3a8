package dev.fleetward.control.admin;

import dev.fleetward.control.registry.Nearest;
import java.util.Collection;

/// Names in questions that the configuration does not have, so that a misspelt one is no mystery.
/// Stateless.
final class Unknown {
    /// Names that are listed where none is near.
    private static final int MOST_LISTED = 20;

    private Unknown() {}

    /// @param kind such as `feature`
    static AdminFault name(String kind, String written, Collection<String> names) {
        String near = Nearest.to(written, names);
        return AdminFault.badRequest(
                "no "
                        + kind
                        + " is called \""
                        + written
                        + "\""
                        + (near != null
                                ? " (did you mean \"" + near + "\"?)"
                                : names.size() <= MOST_LISTED
                                        ? " (expected: one of "
                                                + names.stream().sorted().toList()
                                                + ")"
                                        : " (there are " + names.size() + ")"));
    }
}
