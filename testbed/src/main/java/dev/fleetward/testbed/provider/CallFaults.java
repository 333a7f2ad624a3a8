package dev.fleetward.testbed.provider;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The faults of one call, at most one of each kind; a later one replaces an earlier. Confined to
/// the call's event loop.
final class CallFaults {
    /// Shared by all sound calls; never added to.
    static final CallFaults NONE = new CallFaults();

    private final Map<Fault.Kind, Fault> faults = new EnumMap<>(Fault.Kind.class);

    static CallFaults of(List<Fault> faults) {
        if (faults.isEmpty()) {
            return NONE;
        }
        CallFaults result = new CallFaults();
        faults.forEach(fault -> result.faults.put(fault.kind(), fault));
        return result;
    }

    boolean isEmpty() {
        return faults.isEmpty();
    }

    boolean has(Fault.Kind kind) {
        return !faults.isEmpty() && faults.containsKey(kind);
    }

    /// The argument of a fault, or `otherwise` if the call has none of that kind.
    long argument(Fault.Kind kind, long otherwise) {
        Fault fault = faults.get(kind);
        return fault == null ? otherwise : fault.argument();
    }

    /// Splits `sim-large+cut@3+drip` at its faults; what is no known fault stays in the name.
    ///
    /// @param found receives the faults
    /// @return the model's own name
    static String split(String model, List<Fault> found) {
        if (model.indexOf('+') < 0) {
            return model;
        }
        List<String> name = new ArrayList<>();
        for (String piece : model.split("\\+", -1)) {
            Fault fault = name.isEmpty() ? null : Fault.parseOrNull(piece);
            if (fault == null) {
                name.add(piece);
            } else {
                found.add(fault);
            }
        }
        return String.join("+", name);
    }

    @Override
    public String toString() {
        return String.join("+", faults.values().stream().map(Fault::toString).toList());
    }
}
