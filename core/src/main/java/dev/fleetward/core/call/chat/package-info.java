/// A conversation in neutral terms, for calls whose caller and endpoint speak different dialects.
/// Start at [ChatRequest], [ChatReply] and [ChatEvent]. JSON values that nobody needs to understand
/// (schemas, arguments) stay the text that they were.
@NullMarked
package dev.fleetward.core.call.chat;

import org.jspecify.annotations.NullMarked;
