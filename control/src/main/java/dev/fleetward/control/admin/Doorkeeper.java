package dev.fleetward.control.admin;

import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides whether a request may come in at all. Immutable.
final class Doorkeeper {
    private static final String BEARER = "bearer ";

    private final AdminToken token;
    private final boolean loopback;

    /// @param loopback whether the API is bound to loopback, where only loopback names are taken
    Doorkeeper(AdminToken token, boolean loopback) {
        this.token = token;
        this.loopback = loopback;
    }

    /// A page in the operator's browser can be made to reach loopback under a name of its own; that
    /// name stands in the host header.
    void checkHost(HttpExchange exchange) throws AdminFault {
        List<String> hosts = exchange.getRequestHeaders().get("Host");
        if (hosts == null || hosts.size() != 1 || hosts.getFirst().isBlank()) {
            throw AdminFault.badRequest("one host header is expected");
        }
        if (loopback && !isLoopback(hosts.getFirst().strip())) {
            throw new AdminFault(
                    421,
                    "wrong_host",
                    "this API only answers to loopback names, such as localhost");
        }
    }

    private static boolean isLoopback(String host) {
        int portAt = host.lastIndexOf(':');
        boolean hasPort = portAt > host.lastIndexOf(']');
        String name = hasPort ? host.substring(0, portAt) : host;
        if (name.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(name).isLoopbackAddress();
        } catch (IllegalArgumentException noLiteral) {
            return false;
        }
    }

    void checkToken(HttpExchange exchange) throws AdminFault {
        List<String> presented = exchange.getRequestHeaders().get("Authorization");
        if (presented == null || presented.size() != 1 || !matches(presented.getFirst())) {
            throw new AdminFault(
                    401,
                    "unauthenticated",
                    "the token of the data folder is expected: authorization: Bearer …");
        }
    }

    private boolean matches(@Nullable String header) {
        return header != null
                && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                && token.matches(header.substring(BEARER.length()).strip());
    }
}
