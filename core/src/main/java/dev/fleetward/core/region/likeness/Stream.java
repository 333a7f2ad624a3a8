package dev.fleetward.core.region.likeness;

/// Calls that may be compared. **The trap**: regions serve different features and different
/// prompts, and then answer differently for that alone. Only calls of one feature and of prompts of
/// one size are alike enough; where one feature's calls are routed to regions by what they ask, or
/// by tenant, not even those are. Immutable.
///
/// @param model what is known to be one model: its version, where the provider names one
/// @param promptBucket the name of a range of input tokens, the same in every region
public record Stream(String model, String feature, String promptBucket) {
    @Override
    public String toString() {
        return model + ", " + feature + ", prompts " + promptBucket;
    }
}
