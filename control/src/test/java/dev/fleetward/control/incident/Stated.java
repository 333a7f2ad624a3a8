package dev.fleetward.control.incident;

import dev.fleetward.core.incident.Alert;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Alerts that a test states; of every kind.
public record Stated(Supplier<List<Alert>> stated) implements AlertSource {
    @Override
    public String name() {
        return "the test";
    }

    @Override
    public Set<Alert.Kind> kinds() {
        return EnumSet.allOf(Alert.Kind.class);
    }

    @Override
    public List<Alert> alerts() {
        return stated.get();
    }
}
