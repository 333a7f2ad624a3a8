package dev.fleetward.control.registry;

import dev.fleetward.core.unit.Money;
import dev.fleetward.core.unit.Percent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks the bounds of one record and reports all of them at once, each with the value and the
/// expectation. An absent value is not checked. Confined to the constructor that uses it.
final class Expect {
    private final List<Violation> violations = new ArrayList<>();

    /// @param key the key whose value is out of bounds
    record Violation(String key, String message) {}

    /// What [#orThrow] throws.
    static final class OutOfBounds extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final transient List<Violation> violations;

        private OutOfBounds(List<Violation> violations) {
            super(String.join("; ", violations.stream().map(Violation::message).toList()));
            this.violations = List.copyOf(violations);
        }

        List<Violation> violations() {
            return violations;
        }
    }

    Expect percent(String key, @Nullable Percent value, Percent least, Percent most) {
        return value == null
                ? this
                : within(
                        key,
                        value.toString(),
                        value.partsPerMillion() >= least.partsPerMillion()
                                && value.partsPerMillion() <= most.partsPerMillion(),
                        least + ".." + most);
    }

    Expect number(String key, long value, long least, long most) {
        return within(
                key, Long.toString(value), value >= least && value <= most, least + ".." + most);
    }

    Expect count(String key, @Nullable Count value, long least, long most) {
        return value == null ? this : number(key, value.value(), least, most);
    }

    Expect size(String key, ByteSize value, long least, long most) {
        return within(
                key,
                value.bytes() + " bytes",
                value.bytes() >= least && value.bytes() <= most,
                least + ".." + most + " bytes");
    }

    Expect time(String key, @Nullable Duration value, Duration least, Duration most) {
        return value == null
                ? this
                : within(
                        key,
                        Scalar.text(value),
                        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
                        Scalar.text(least) + ".." + Scalar.text(most));
    }

    Expect money(String key, @Nullable Money value, Money most) {
        return value == null
                ? this
                : within(
                        key,
                        value.toString(),
                        value.compareTo(Money.ZERO) >= 0 && value.compareTo(most) <= 0,
                        "at most " + most);
    }

    Expect that(String key, boolean holds, String value, String expected) {
        return within(key, value, holds, expected);
    }

    private Expect within(String key, String value, boolean holds, String expected) {
        if (!holds) {
            violations.add(
                    new Violation(key, key + ": " + value + " (expected: " + expected + ")"));
        }
        return this;
    }

    void orThrow() {
        if (!violations.isEmpty()) {
            throw new OutOfBounds(violations);
        }
    }
}
