package dev.fleetward.core.call;

import org.jspecify.annotations.Nullable;

/// Who makes a call and why. What the caller did not declare holds a default and is marked so.
/// Immutable.
///
/// @param keyId the public name of the key (the first characters of its hash), never the key
/// @param originDeclared false where `origin` is the default
/// @param classDeclared false where `callClass` is the feature's default
public record Attribution(
        String keyId,
        String feature,
        @Nullable String tenant,
        Origin origin,
        boolean originDeclared,
        CallClass callClass,
        boolean classDeclared,
        @Nullable String job,
        @Nullable String session) {}
