package dev.fleetward.control.registry;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Owner;
import dev.fleetward.core.snapshot.Provider;
import dev.fleetward.core.snapshot.Secret;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Makes providers of what is written of them, and fetches their credentials. Confined to one load.
final class ProviderCompiler {
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern SECRET_HEADER =
            Pattern.compile(".*(authorization|api-?key|token|secret|cookie|password).*");

    private final Findings findings;
    private final Names names;
    private final Credentials credentials;

    ProviderCompiler(Findings findings, Names names, Credentials credentials) {
        this.findings = findings;
        this.names = names;
        this.credentials = credentials;
    }

    Provider provider(String name, ProviderConfig provider, Map<String, Owner> owners) {
        String path = Findings.path("providers", name);
        checkHeaders(provider.headers(), Findings.path(path, "headers"));
        checkStyle(provider, Findings.path(path, "style"));
        String credentialPath = Findings.path(path, "credential");
        Secret secret =
                provider.credential() == null
                        ? null
                        : credentials.resolve(provider.credential(), credentialPath);
        if (provider.credential() != null && inTheClear(provider.url())) {
            findings.warning(
                    findings.value(Findings.path(path, "url")),
                    path,
                    "the credential travels without TLS to " + provider.url().getHost());
        }
        return new Provider(
                name,
                provider.account() == null ? name : provider.account(),
                provider.dialect(),
                provider.url(),
                provider.style(),
                secret,
                provider.apiVersion(),
                provider.http2(),
                provider.headers(),
                names.find("owners", provider.owner(), owners, Findings.path(path, "owner")),
                provider.pricedAs() == null ? provider.dialect().label() : provider.pricedAs());
    }

    private void checkStyle(ProviderConfig provider, String path) {
        boolean gemini = provider.dialect() == WireDialect.GEMINI;
        boolean fits =
                switch (provider.style()) {
                    case STANDARD -> true;
                    case AZURE -> !gemini;
                    case VERTEX -> gemini;
                };
        if (!fits) {
            findings.error(
                    findings.value(path),
                    path,
                    "the style \""
                            + provider.style().name().toLowerCase(Locale.ROOT)
                            + "\" of a provider of dialect "
                            + provider.dialect().label()
                            + " (expected: azure with openai or anthropic, vertex with gemini)");
        }
    }

    private static boolean inTheClear(URI url) {
        if (!"http".equals(url.getScheme())) {
            return false;
        }
        String host = url.getHost();
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        try {
            return !"localhost".equals(host)
                    && !(literal && InetAddress.ofLiteral(host).isLoopbackAddress());
        } catch (IllegalArgumentException noLiteral) {
            return true;
        }
    }

    private void checkHeaders(Map<String, String> headers, String path) {
        headers.forEach((name, value) -> {
            String headerPath = Findings.path(path, name);
            if (!HEADER_NAME.matcher(name).matches()) {
                findings.error(
                        findings.key(headerPath),
                        headerPath,
                        "the header name \""
                                + name
                                + "\" (expected: letters, digits and -, at most 64)");
            } else if (SECRET_HEADER.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
                findings.error(
                        findings.key(headerPath),
                        headerPath,
                        "the header \""
                                + name
                                + "\" carries a secret (expected: the secret in"
                                + " \"credential\", by reference)");
            } else if (value.chars().anyMatch(c -> c < ' ' || c > '~')) {
                findings.error(
                        findings.value(headerPath),
                        headerPath,
                        "the value of the header \"" + name + "\" (expected: printable ASCII)");
            }
        });
    }
}
