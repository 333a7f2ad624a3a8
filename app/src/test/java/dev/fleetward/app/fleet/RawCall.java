package dev.fleetward.app.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One call on a socket of its own, read byte by byte, so that a clean end and an abnormal one can
/// be told apart. Confined to its thread.
final class RawCall implements Closeable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(ISO_8859_1);

    private final Socket socket;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private RawCall(Socket socket) {
        this.socket = socket;
    }

    /// Sends a request and reads nothing yet.
    ///
    /// @param headers alternately names and values; `authorization` replaces the tester's key
    static RawCall send(TestFleet fleet, String path, String body, String... headers)
            throws IOException {
        return send(fleet, 0, path, body, headers);
    }

    /// @param receiveBuffer the socket's, in bytes; 0 for the usual one
    static RawCall send(
            TestFleet fleet, int receiveBuffer, String path, String body, String... headers)
            throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new java.net.InetSocketAddress("127.0.0.1", fleet.url().getPort()));
        socket.setSoTimeout((int) LIMIT.toMillis());
        byte[] bytes = body.getBytes(UTF_8);
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\n");
        head.append("host: fleet\r\ncontent-type: application/json\r\nconnection: close\r\n");
        if (!List.of(headers).contains("authorization")) {
            head.append("authorization: Bearer ").append(fleet.key()).append("\r\n");
        }
        for (int i = 0; i < headers.length; i += 2) {
            head.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        head.append("content-length: ").append(bytes.length).append("\r\n\r\n");
        socket.getOutputStream().write((head + body).getBytes(UTF_8));
        return new RawCall(socket);
    }

    /// Reads until `text` has come.
    void readUntil(String text) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[4_096];
        while (!received.toString(UTF_8).contains(text)) {
            int count = in.read(buffer);
            if (count < 0) {
                throw new IOException("ended before \"" + text + "\": " + received.toString(UTF_8));
            }
            received.write(buffer, 0, count);
        }
    }

    /// Reads once: what is there, at least one byte.
    void readMore() throws IOException {
        byte[] buffer = new byte[1_024];
        int count = socket.getInputStream().read(buffer);
        received.write(buffer, 0, Math.max(0, count));
    }

    /// What has been read so far.
    String received() {
        return received.toString(UTF_8);
    }

    /// Reads to the end, of whatever kind.
    Answer readAll() throws IOException {
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8_192];
            int count = in.read(buffer);
            while (count >= 0) {
                received.write(buffer, 0, count);
                count = in.read(buffer);
            }
        } catch (java.net.SocketTimeoutException hanging) {
            throw hanging;
        } catch (java.net.SocketException reset) {
            // An abnormal end: what was received shows that it is not whole.
        }
        return Answer.of(received.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /// @param headers by their lower-case names
    /// @param clean whether the message ended as HTTP says that a whole one does
    record Answer(int status, Map<String, String> headers, String body, boolean clean) {
        private static Answer of(byte[] all) throws IOException {
            int headEnd = indexOf(all, HEAD_END, 0);
            if (headEnd < 0) {
                throw new IOException("no head: " + new String(all, UTF_8));
            }
            String[] lines = new String(all, 0, headEnd, ISO_8859_1).split("\r\n");
            Map<String, String> headers = new TreeMap<>();
            for (int i = 1; i < lines.length; i++) {
                String[] halves = lines[i].split(":", 2);
                headers.put(halves[0].toLowerCase(Locale.ROOT), halves[1].strip());
            }
            int status = Integer.parseInt(lines[0].split(" ")[1]);
            int from = headEnd + HEAD_END.length;
            if ("chunked".equals(headers.get("transfer-encoding"))) {
                return chunked(status, headers, all, from);
            }
            String body = new String(all, from, all.length - from, UTF_8);
            String declared = headers.getOrDefault("content-length", "none");
            boolean clean = declared.equals(Integer.toString(all.length - from));
            return new Answer(status, headers, body, clean);
        }

        private static Answer chunked(
                int status, Map<String, String> headers, byte[] all, int from) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            boolean clean = false;
            int at = from;
            while (at < all.length && !clean) {
                int lineEnd = indexOf(all, new byte[] {'\r', '\n'}, at);
                if (lineEnd < 0) {
                    break;
                }
                int size = Integer.parseInt(new String(all, at, lineEnd - at, ISO_8859_1), 16);
                int start = lineEnd + 2;
                clean = size == 0 && all.length == start + 2;
                body.write(all, start, Math.clamp(all.length - start, 0, size));
                at = start + size + 2;
            }
            return new Answer(status, headers, body.toString(UTF_8), clean);
        }

        private static int indexOf(byte[] all, byte[] wanted, int from) {
            for (int i = from; i <= all.length - wanted.length; i++) {
                if (java.util.Arrays.equals(all, i, i + wanted.length, wanted, 0, wanted.length)) {
                    return i;
                }
            }
            return -1;
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }
}
