package dev.fleetward.gateway.observe;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/// A span as a collector reads it from an `ExportTraceServiceRequest` in protobuf; field numbers
/// are those of opentelemetry-proto. Immutable.
record OtlpSpan(
        String traceId,
        String spanId,
        String parentId,
        String name,
        long kind,
        long startNanos,
        long endNanos,
        Map<String, Object> attributes,
        long status) {
    static final long KIND_CLIENT = 3;
    static final long STATUS_UNSET = 0;
    static final long STATUS_ERROR = 2;

    static List<OtlpSpan> readAll(byte[] request) {
        List<OtlpSpan> spans = new ArrayList<>();
        Message.parse(ByteBuffer.wrap(request)).messages(1).stream()
                .flatMap(resource -> resource.messages(2).stream())
                .flatMap(scope -> scope.messages(2).stream())
                .forEach(span -> spans.add(read(span)));
        return spans;
    }

    private static OtlpSpan read(Message span) {
        Map<String, Object> attributes = new HashMap<>();
        for (Message attribute : span.messages(9)) {
            attributes.put(attribute.text(1), value(attribute.messages(2).getFirst()));
        }
        List<Message> status = span.messages(15);
        return new OtlpSpan(
                span.hex(1),
                span.hex(2),
                span.hex(4),
                span.text(5),
                span.number(6),
                span.number(7),
                span.number(8),
                attributes,
                status.isEmpty() ? STATUS_UNSET : status.getFirst().number(3));
    }

    private static Object value(Message any) {
        if (any.has(1)) {
            return any.text(1);
        }
        if (any.has(2)) {
            return any.number(2) == 1;
        }
        if (any.has(3)) {
            return any.number(3);
        }
        if (any.has(4)) {
            return Double.longBitsToDouble(any.number(4));
        }
        return any.messages(5).getFirst().messages(1).stream().map(OtlpSpan::value).toList();
    }

    /// The fields of one protobuf message by number: `Long` for numbers, `ByteBuffer` for the rest.
    private record Message(Map<Integer, List<Object>> fields) {
        static Message parse(ByteBuffer bytes) {
            Map<Integer, List<Object>> fields = new HashMap<>();
            ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
            ObjIntConsumer<Object> put =
                    (value, number) ->
                            fields.computeIfAbsent(number, any -> new ArrayList<>()).add(value);
            while (in.hasRemaining()) {
                int tag = (int) varint(in);
                switch (tag & 7) {
                    case 0 -> put.accept(varint(in), tag >>> 3);
                    case 1 -> put.accept(in.getLong(), tag >>> 3);
                    case 2 -> {
                        int length = (int) varint(in);
                        put.accept(in.slice(in.position(), length), tag >>> 3);
                        in.position(in.position() + length);
                    }
                    case 5 -> put.accept((long) in.getInt(), tag >>> 3);
                    default -> throw new IllegalArgumentException("wire type " + (tag & 7));
                }
            }
            return new Message(fields);
        }

        private static long varint(ByteBuffer in) {
            long value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.get();
                value |= (long) (next & 0x7F) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        boolean has(int number) {
            return fields.containsKey(number);
        }

        private List<Object> values(int number) {
            return fields.getOrDefault(number, List.of());
        }

        List<Message> messages(int number) {
            return values(number).stream().map(value -> parse((ByteBuffer) value)).toList();
        }

        long number(int number) {
            return has(number) ? (Long) values(number).getLast() : 0;
        }

        String text(int number) {
            return new String(bytes(number), StandardCharsets.UTF_8);
        }

        String hex(int number) {
            return HexFormat.of().formatHex(bytes(number));
        }

        private byte[] bytes(int number) {
            if (!has(number)) {
                return new byte[0];
            }
            ByteBuffer value = ((ByteBuffer) values(number).getLast()).duplicate();
            byte[] bytes = new byte[value.remaining()];
            value.get(bytes);
            return bytes;
        }
    }
}
