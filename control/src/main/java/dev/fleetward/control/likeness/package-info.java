/// Is the model behind an endpoint still the same one, though its name is? Asks border prompts
/// daily, log probabilities where there are any, and whole answers on suspicion, through the
/// gateway like any caller and within a budget of its own. Start at [LikenessWatch]; what the
/// answers say is `core.region.likeness`'s to judge.
@NullMarked
package dev.fleetward.control.likeness;

import org.jspecify.annotations.NullMarked;
