package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.WireDialect;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Bodies that are never streamed: embeddings, model lists, token counts, errors. Stateless.
final class PlainBodies {
    private PlainBodies() {}

    static byte[] embeddings(Ask ask, Reply reply, long seed) {
        Ask.Embedding wanted = ask.embedding();
        StringBuilder body = new StringBuilder("{\"object\":\"list\",\"data\":[");
        for (int i = 0; i < wanted.seeds().size(); i++) {
            float[] vector = unitVector(seed ^ wanted.seeds().get(i), wanted.dimensions());
            body.append(i == 0 ? "" : ",")
                    .append("{\"object\":\"embedding\",\"index\":")
                    .append(i)
                    .append(",\"embedding\":")
                    .append(wanted.base64() ? base64(vector) : numbers(vector))
                    .append('}');
        }
        body.append("],\"model\":").append(Reply.quoted(reply.model()));
        if (reply.reportUsage()) {
            body.append(",\"usage\":{\"prompt_tokens\":")
                    .append(reply.tokens().allInput())
                    .append(",\"total_tokens\":")
                    .append(reply.tokens().allInput())
                    .append('}');
        }
        return Reply.utf8(body.append('}').toString());
    }

    /// A vector of length one that depends on nothing but the seed.
    private static float[] unitVector(long seed, int dimensions) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] raw = new double[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            raw[i] = random.nextDouble() - 0.5;
            square += raw[i] * raw[i];
        }
        float[] vector = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) (raw[i] / Math.sqrt(square));
        }
        return vector;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : vector) {
            bytes.putFloat(value);
        }
        return "\"" + Base64.getEncoder().encodeToString(bytes.array()) + "\"";
    }

    private static String numbers(float[] vector) {
        StringBuilder text = new StringBuilder(vector.length * 12).append('[');
        for (int i = 0; i < vector.length; i++) {
            text.append(i == 0 ? "" : ",").append(vector[i]);
        }
        return text.append(']').toString();
    }

    static byte[] models(WireDialect dialect, Iterable<String> names, long createdSeconds) {
        StringBuilder rows = new StringBuilder();
        String first = "null";
        String last = "null";
        for (String name : names) {
            String id = Reply.quoted(name);
            first = rows.isEmpty() ? id : first;
            last = id;
            rows.append(rows.isEmpty() ? "" : ",")
                    .append(
                            switch (dialect) {
                                case OPENAI ->
                                        "{\"id\":"
                                                + id
                                                + ",\"object\":\"model\",\"created\":"
                                                + createdSeconds
                                                + ",\"owned_by\":\"simulated\"}";
                                case ANTHROPIC ->
                                        "{\"type\":\"model\",\"id\":"
                                                + id
                                                + ",\"display_name\":"
                                                + id
                                                + ",\"created_at\":\"2026-01-01T00:00:00Z\","
                                                + "\"lifecycle\":\"active\",\"line\":null,"
                                                + "\"capabilities\":null,\"deprecated_at\":null,"
                                                + "\"retires_at\":null,\"max_input_tokens\":null,"
                                                + "\"max_tokens\":null}";
                                case GEMINI ->
                                        "{\"name\":"
                                                + Reply.quoted("models/" + name)
                                                + ",\"version\":\"001\",\"displayName\":"
                                                + id
                                                + ",\"supportedGenerationMethods\":"
                                                + "[\"generateContent\"]}";
                            });
        }
        return Reply.utf8(
                switch (dialect) {
                    case OPENAI -> "{\"object\":\"list\",\"data\":[" + rows + "]}";
                    case ANTHROPIC ->
                            "{\"data\":["
                                    + rows
                                    + "],\"has_more\":false,\"first_id\":"
                                    + first
                                    + ",\"last_id\":"
                                    + last
                                    + "}";
                    case GEMINI -> "{\"models\":[" + rows + "]}";
                });
    }

    static byte[] tokenCount(int tokens) {
        return Reply.utf8("{\"input_tokens\":" + tokens + "}");
    }

    static byte[] error(WireDialect dialect, Rejection rejection, String requestId) {
        String message = Reply.quoted(rejection.text());
        return Reply.utf8(
                switch (dialect) {
                    case OPENAI ->
                            "{\"error\":{\"message\":"
                                    + message
                                    + ",\"type\":\""
                                    + openAiType(rejection)
                                    + "\",\"param\":"
                                    + quotedOrNull(rejection.param())
                                    + ",\"code\":"
                                    + quotedOrNull(rejection.code())
                                    + "}}";
                    case ANTHROPIC ->
                            "{\"type\":\"error\",\"error\":{\"type\":\""
                                    + anthropicType(rejection.status())
                                    + "\",\"message\":"
                                    + message
                                    + "},\"request_id\":"
                                    + Reply.quoted(requestId)
                                    + "}";
                    case GEMINI ->
                            "{\"error\":{\"code\":"
                                    + rejection.status()
                                    + ",\"message\":"
                                    + message
                                    + ",\"status\":\""
                                    + googleStatus(rejection.status())
                                    + "\""
                                    + googleDetails(rejection)
                                    + "}}";
                });
    }

    private static String quotedOrNull(@Nullable String text) {
        return text == null ? "null" : Reply.quoted(text);
    }

    private static String openAiType(Rejection rejection) {
        if ("insufficient_quota".equals(rejection.code())) {
            return "insufficient_quota";
        }
        return switch (rejection.status()) {
            case 429 -> "requests";
            case 400, 401, 403, 404, 409, 413, 422 -> "invalid_request_error";
            default -> "server_error";
        };
    }

    private static String googleStatus(int status) {
        return switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 500 -> "INTERNAL";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> "UNKNOWN";
        };
    }

    private static String googleDetails(Rejection rejection) {
        if (rejection.form() != Rejection.RetryAfter.NONE) {
            return ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\","
                    + "\"retryDelay\":\""
                    + rejection.retryAfterMillis() / 1_000.0
                    + "s\"}]";
        }
        if ("API_KEY_INVALID".equals(rejection.code())) {
            return ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\","
                    + "\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}]";
        }
        return "";
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 400, 422 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> "api_error";
        };
    }
}
