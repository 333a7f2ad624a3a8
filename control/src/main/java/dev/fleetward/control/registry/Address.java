package dev.fleetward.control.registry;

import java.net.InetSocketAddress;

/// Where to listen, written `127.0.0.1:8400` or `[::1]:8400`. Immutable.
///
/// @param port 0 for any free one
public record Address(String host, int port) {
    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;

    static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        String port = text.substring(colon + 1);
        boolean numeric =
                !port.isEmpty()
                        && port.length() <= MAX_PORT_DIGITS
                        && port.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        boolean named =
                !host.isEmpty()
                        && host.chars().allMatch(Address::isHostCharacter)
                        && (bracketed || host.indexOf(':') < 0);
        if (!numeric || !named || Integer.parseInt(port) > MAX_PORT) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" (expected: an address such as 127.0.0.1:8400)");
        }
        return new Address(host, Integer.parseInt(port));
    }

    private static boolean isHostCharacter(int c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || ".-:_%".indexOf(c) >= 0);
    }

    /// Looks the host's name up, if it is one.
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
