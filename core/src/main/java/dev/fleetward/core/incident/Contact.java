package dev.fleetward.core.incident;

import dev.fleetward.core.snapshot.Owner;
import org.jspecify.annotations.Nullable;

/// Who is told of an incident, as it was known then. Immutable.
///
/// @param owner the owner's name
/// @param contact where questions go
/// @param oncall who is called at night, or null
public record Contact(String owner, String contact, @Nullable String oncall) {
    static Contact of(Owner owner) {
        return new Contact(owner.name(), owner.contact(), owner.oncall());
    }
}
