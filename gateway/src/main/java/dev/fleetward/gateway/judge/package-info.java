/// What answers are worth in meaning: whether a whole answer was cut, declined, filtered, or does
/// not fit what its request lays down. Start at [Judge]. Knows readers and requests through
/// [dev.fleetward.gateway.provider.AnswerListener] and [dev.fleetward.gateway.dialect.AnswerTerms]
/// alone; decides nothing about what follows from a flaw.
@NullMarked
package dev.fleetward.gateway.judge;

import org.jspecify.annotations.NullMarked;
