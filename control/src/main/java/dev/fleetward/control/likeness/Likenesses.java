package dev.fleetward.control.likeness;

import dev.fleetward.control.store.StoreUnavailable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What may be asked of the watch over the models' behaviour. Implementations are thread-safe and
/// may block.
public interface Likenesses {
    /// Whether behaviour is watched.
    boolean isOn();

    /// The endpoints that are watched, by name.
    List<EndpointLikeness> endpoints();

    /// Tests of whole answers of this process, newest first.
    List<EqualityView> tests();

    /// The latest verdicts, also of earlier processes, newest first.
    List<Finding> verdicts(int limit) throws StoreUnavailable;

    /// Begins a test of whole answers.
    ///
    /// @param against another endpoint; null for the reference of `endpoint`
    EqualityView test(String endpoint, @Nullable String against, String actor) throws Denied;

    /// Takes the endpoint's present behaviour for right: what is known of it is forgotten, and the
    /// reference begins anew.
    void accept(String endpoint) throws Denied, StoreUnavailable;

    /// Something else speaks for another model behind an endpoint: whole answers are compared as
    /// soon as may be. Does nothing where it is not watched, or has no whole reference yet.
    void suspect(String endpoint, String why);

    /// What was asked for is not possible.
    final class Denied extends Exception {
        private static final long serialVersionUID = 1;

        public Denied(String message) {
            super(message);
        }
    }
}
