package dev.fleetward.app.fleet;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A caller that sends exactly the bytes it is told to, on one connection. Confined to one thread,
/// but for sending while another one reads.
final class RawCaller implements Closeable {
    private static final int LIMIT_MILLIS = 10_000;

    private final Socket socket;
    private final InputStream in;

    RawCaller(URI gateway) throws IOException {
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), LIMIT_MILLIS);
        in = socket.getInputStream();
    }

    /// @param headers names in lower case
    record Answer(int status, Map<String, String> headers, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /// A whole POST with a key and a length.
    static String post(String path, String key, String body) {
        return post(path, key, "", body);
    }

    /// @param more further header lines, each with its line end
    static String post(String path, String key, String more, String body) {
        return "POST %s HTTP/1.1\r\nhost: fleet\r\nauthorization: Bearer %s\r\n%scontent-length: %d\r\n\r\n%s"
                .formatted(path, key, more, body.getBytes(StandardCharsets.UTF_8).length, body);
    }

    /// Characters up to U+00FF go out as one byte each.
    RawCaller send(String latin1) throws IOException {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawCaller send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /// Sends for as long as the other side takes it; how many bytes it took.
    long sendUntilRefused(byte[] piece, long most) {
        long sent = 0;
        try {
            while (sent < most) {
                socket.getOutputStream().write(piece);
                sent += piece.length;
            }
        } catch (IOException refused) {
            return sent;
        }
        return sent;
    }

    /// The next whole answer; 100 (Continue) is one of its own.
    Answer answer() throws IOException {
        String line = line();
        if (!line.startsWith("HTTP/1.")) {
            throw new IOException("no status line: \"" + line + "\"");
        }
        int status = Integer.parseInt(line.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            String name = header.substring(0, colon).toLowerCase(Locale.ROOT);
            if (headers.put(name, header.substring(colon + 1).strip()) != null) {
                throw new IOException("twice: " + name);
            }
        }
        return new Answer(status, headers, status == 100 ? "" : body(headers));
    }

    private String body(Map<String, String> headers) throws IOException {
        String length = headers.get("content-length");
        if (length != null) {
            return text(in.readNBytes(Integer.parseInt(length)));
        }
        if (!"chunked".equals(headers.get("transfer-encoding"))) {
            return text(in.readAllBytes());
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            whole.write(in.readNBytes(size));
            line();
            if (size == 0) {
                return text(whole.toByteArray());
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// All bytes until the gateway closes the connection.
    String everything() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                all.write(b);
            }
        } catch (SocketException reset) {
            return text(all.toByteArray());
        }
        return text(all.toByteArray());
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed after \"" + line + "\"");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /// Whether the gateway closes this connection without a further byte, within the limit.
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
