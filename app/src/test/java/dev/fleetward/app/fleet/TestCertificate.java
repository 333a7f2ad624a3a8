package dev.fleetward.app.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/// A certificate that `localhost` signed for itself, made anew by the JDK's own tool. Immutable.
///
/// @param store a PKCS 12 key store
record TestCertificate(Path store, Path certificate, Path key) {
    static final String PASSWORD = "changeit";

    static TestCertificate create(Path folder) throws Exception {
        Path store = folder.resolve("tls.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                                "-genkeypair", "-alias", "tls", "-keyalg", "EC", "-groupname",
                                "secp256r1", "-dname", "CN=localhost", "-ext",
                                "san=dns:localhost,ip:127.0.0.1", "-validity", "2", "-storetype",
                                "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD)
                        .inheritIO()
                        .start();
        if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException("keytool failed");
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey("tls", PASSWORD.toCharArray()).getEncoded();
        byte[] certificate = keys.getCertificate("tls").getEncoded();
        return new TestCertificate(
                store,
                pem(folder.resolve("tls.pem"), "CERTIFICATE", certificate),
                pem(folder.resolve("tls.key"), "PRIVATE KEY", key));
    }

    private static Path pem(Path file, String label, byte[] bytes) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                file, "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n");
    }
}
