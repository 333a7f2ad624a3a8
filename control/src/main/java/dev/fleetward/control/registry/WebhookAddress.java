package dev.fleetward.control.registry;

import java.net.URI;

/// Where a webhook is: a URL, or a reference to one where the URL itself is a secret. Immutable.
public sealed interface WebhookAddress {
    /// As it was written. Not printed: it may hold a token all the same.
    record Plain(URI url) implements WebhookAddress {
        @Override
        public String toString() {
            return "a plain URL";
        }
    }

    record Kept(SecretReference reference) implements WebhookAddress {
        @Override
        public String toString() {
            return reference.toString();
        }
    }

    static WebhookAddress parse(String text) {
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return new Plain(url(text));
        }
        try {
            return new Kept(SecretReference.parse(text));
        } catch (IllegalArgumentException neither) {
            throw new IllegalArgumentException(
                    "neither a web address nor a reference to one (expected: an http:// or"
                            + " https:// URL, or env:NAME or file:PATH)",
                    neither);
        }
    }

    /// Never repeats the text: it may hold a secret.
    static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (http && url.getHost() != null && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (java.net.URISyntaxException notAUrl) {
            // Answered like a URL of another kind.
        }
        throw new IllegalArgumentException(
                "not a web address (expected: http:// or https:// and a host, without a user)");
    }
}
