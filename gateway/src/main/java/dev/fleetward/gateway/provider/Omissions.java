package dev.fleetward.gateway.provider;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a dialect cannot say: refused, or left out and named where the route is lenient. Confined
/// to one translation.
final class Omissions {
    private final boolean lenient;
    private final Set<String> names = new LinkedHashSet<>();

    Omissions(boolean lenient) {
        this.lenient = lenient;
    }

    /// Returns if `name` may be left out.
    void leaveOut(String name, String why) throws NotExpressible {
        if (!lenient) {
            throw new NotExpressible(
                    name + ": " + why + "; leave it out, or use a route that is lenient");
        }
        names.add(name);
    }

    void leaveOutAll(List<String> unshared, String dialect) throws NotExpressible {
        for (String name : unshared) {
            leaveOut(name, "cannot be said to an endpoint of dialect " + dialect);
        }
    }

    List<String> names() {
        return List.copyOf(names);
    }
}
