package dev.fleetward.control.admin;

import dev.fleetward.control.likeness.EndpointLikeness;
import dev.fleetward.control.likeness.EqualityView;
import dev.fleetward.control.likeness.Finding;
import dev.fleetward.control.likeness.Likenesses;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Behaviour that nobody watches.
final class NoLikenesses implements Likenesses {
    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public List<EndpointLikeness> endpoints() {
        return List.of();
    }

    @Override
    public List<EqualityView> tests() {
        return List.of();
    }

    @Override
    public List<Finding> verdicts(int limit) {
        return List.of();
    }

    @Override
    public EqualityView test(String endpoint, @Nullable String against, String actor)
            throws Denied {
        throw new Denied("behaviour is not watched");
    }

    @Override
    public void accept(String endpoint) throws Denied {
        throw new Denied("behaviour is not watched");
    }

    @Override
    public void suspect(String endpoint, String why) {}
}
