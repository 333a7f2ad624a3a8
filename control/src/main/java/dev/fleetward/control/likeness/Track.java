package dev.fleetward.control.likeness;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One kind of question to one endpoint, over time. Confined to its owner; time is wall time in
/// microseconds.
sealed interface Track permits BorderTrack, LogProbTracking, SampleTrack {
    /// Under which it is kept.
    String part();

    /// What the passing of time says: a day is over.
    default Optional<Finding> turn(long nowMicros) {
        return Optional.empty();
    }

    /// What is due now.
    @Nullable Inquiry due(long nowMicros);

    /// The answer to what was due.
    Optional<Finding> answered(Asked.Answered answer, long nowMicros);

    /// What was due cannot be asked here.
    void unsuitable(String words, long nowMicros);

    /// Everything that it knows, as JSON.
    String save();

    /// How it stands.
    TrackView view(long nowMicros);
}
