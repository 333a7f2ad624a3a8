/// Bytes on the wire, whatever the dialect: cutting server-sent events out of a byte stream,
/// looking into JSON without building it, replacing a value in place. Start at [JsonBody] and
/// [SseSplitter]. Knows no dialect and no endpoint.
@NullMarked
package dev.fleetward.gateway.wire;

import org.jspecify.annotations.NullMarked;
