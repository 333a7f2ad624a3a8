package dev.fleetward.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.fleetward.core.snapshot.Endpoint;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Secret;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The parts of addressing that all dialects share. No state.
final class Addresses {
    private Addresses() {}

    /// The path of a provider's base URL, without a slash at its end.
    static String basePath(Provider provider) {
        String path = provider.url().getRawPath();
        if (path == null) {
            return "";
        }
        int end = path.length();
        while (end > 0 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    /// `text` as one segment of a path, or a value in a query.
    static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /// The headers of every request to an endpoint. What the configuration names replaces what the
    /// dialect would send.
    ///
    /// @param scheme what goes before the credential
    /// @param fixed further names and values, alternately
    static List<String> headers(
            Endpoint endpoint, String credentialHeader, String scheme, String... fixed) {
        Provider provider = endpoint.provider();
        List<String> headers = new ArrayList<>(8 + 2 * provider.headers().size());
        put(headers, provider, "content-type", "application/json");
        put(headers, provider, "accept-encoding", "identity");
        for (int i = 0; i < fixed.length; i += 2) {
            put(headers, provider, fixed[i], fixed[i + 1]);
        }
        Secret credential = provider.credential();
        if (credential != null) {
            put(headers, provider, credentialHeader, scheme + credential.reveal());
        }
        for (Map.Entry<String, String> header : provider.headers().entrySet()) {
            headers.add(header.getKey().toLowerCase(Locale.ROOT));
            headers.add(header.getValue());
        }
        return headers;
    }

    private static void put(List<String> headers, Provider provider, String name, String value) {
        for (String configured : provider.headers().keySet()) {
            if (configured.equalsIgnoreCase(name)) {
                return;
            }
        }
        headers.add(name);
        headers.add(value);
    }
}
