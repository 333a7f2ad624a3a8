package dev.fleetward.gateway.dialect;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Gathers the names of what a request asks for that no other dialect can say. The names come from
/// callers and may end up in a header, so they are cut and cleaned. Confined to one read.
final class Unshared {
    private static final int MOST_NAMES = 32;
    private static final int LONGEST_NAME = 64;

    private final Set<String> names = new LinkedHashSet<>();

    void add(String name) {
        if (names.size() < MOST_NAMES) {
            String cut = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
            names.add(cut.replaceAll("[^A-Za-z0-9_.\\[\\]-]", "?"));
        }
    }

    List<String> names() {
        return List.copyOf(names);
    }
}
