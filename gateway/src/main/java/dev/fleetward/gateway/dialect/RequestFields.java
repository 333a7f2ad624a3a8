package dev.fleetward.gateway.dialect;

import dev.fleetward.core.failure.Failure;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.gateway.wire.JsonBody;
import dev.fleetward.gateway.wire.JsonBody.Kind;
import dev.fleetward.gateway.wire.JsonBody.Member;
import org.jspecify.annotations.Nullable;

/// The few fields of a request on which decisions rest, checked as they are read. What nothing
/// depends on is left for the provider to judge. Immutable.
final class RequestFields {
    /// The longest model name; longer ones name no route.
    private static final int MODEL_CHARS = 256;

    /// What a token costs in bytes of text, where a prompt comes as token numbers.
    private static final int BYTES_PER_TOKEN = 4;

    private final JsonBody body;

    RequestFields(JsonBody body) {
        this.body = body;
    }

    String model() throws BadRequest {
        Member member = present("model");
        String model = member == null ? null : body.string(member);
        if (model == null || model.isEmpty() || model.length() > MODEL_CHARS) {
            throw bad("model", "a string of 1 to " + MODEL_CHARS + " characters");
        }
        return model;
    }

    /// A boolean that is false where it is absent or null.
    boolean flag(String name) throws BadRequest {
        Member member = present(name);
        if (member == null) {
            return false;
        }
        return switch (member.kind()) {
            case TRUE -> true;
            case FALSE -> false;
            case STRING, NUMBER, NULL, OBJECT, ARRAY -> throw bad(name, "true or false");
        };
    }

    /// A whole number of at least `least`, or `otherwise` where it is absent or null.
    long number(String name, long least, long otherwise) throws BadRequest {
        Member member = present(name);
        if (member == null) {
            return otherwise;
        }
        long value = body.integer(member);
        if (value < least) {
            throw bad(name, "a whole number of at least " + least);
        }
        return value;
    }

    /// Whether a member's value is spelled exactly so.
    boolean isExactly(String name, byte[] value) {
        Member member = body.member(name);
        return member != null && body.valueIs(member, value);
    }

    /// A member of an object that is true.
    boolean flagWithin(String object, String name) throws BadRequest {
        Member member = present(object);
        if (member == null) {
            return false;
        }
        try {
            JsonBody inner = body.object(member);
            if (inner == null) {
                throw bad(object, "an object");
            }
            return new RequestFields(inner).flag(name);
        } catch (JsonBody.Malformed e) {
            throw bad(object, "an object without two members of the same name");
        }
    }

    int elements(String name) {
        Member member = body.member(name);
        return member == null ? 0 : member.elements();
    }

    int images(String name) {
        Member member = body.member(name);
        return member == null ? 0 : member.images();
    }

    /// Bytes of text in a member, token numbers included.
    long text(String name) {
        Member member = body.member(name);
        return member == null ? 0 : member.textBytes() + (long) member.numbers() * BYTES_PER_TOKEN;
    }

    /// All bytes of a member that models read with its structure, such as a schema.
    long schema(String name) {
        Member member = present(name);
        return member == null ? 0 : member.length();
    }

    private @Nullable Member present(String name) {
        Member member = body.member(name);
        return member == null || member.kind() == Kind.NULL ? null : member;
    }

    private static BadRequest bad(String field, String expected) {
        return new BadRequest(
                Failure.of(FailureKind.MALFORMED_REQUEST, field + " (expected: " + expected + ")"));
    }
}
