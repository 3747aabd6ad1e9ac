package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and a certificate as the script of server-config makes them, in a directory. */
public record TlsKey(Path directory) {
    private static final Path SCRIPT = Path.of("server-config", "tls", "development-certificate.sh").toAbsolutePath();

    /** Makes them in a directory that does not exist. */
    public static TlsKey make(Path directory) throws Exception {
        run(new ProcessBuilder("sh", SCRIPT.toString(), directory.toString()));
        return new TlsKey(directory);
    }

    /** Puts the key into the key store of a Payara domain, as the manual says. */
    void intoDomain(Path domain) throws Exception {
        run(new ProcessBuilder(System.getProperty("java.home") + "/bin/keytool", "-importkeystore", "-noprompt",
                "-srckeystore", store(), "-srcstorepass:file", directory.resolve("password").toString(),
                "-destkeystore", domain.resolve("config/keystore.p12").toString(), "-deststorepass", "changeit"));
    }

    /** The environment of a WildFly that is to use the key. */
    Map<String, String> environment() throws Exception {
        return Map.of("CARILLON_TLS_KEYSTORE", store(),
                "CARILLON_TLS_PASSWORD", Files.readString(directory.resolve("password")));
    }

    private String store() {
        return directory.resolve("carillon.p12").toString();
    }

    /** What clients use that trust this certificate and no other. */
    public SSLContext trusted() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(directory.resolve("carillon.pem"))) {
            store.setCertificateEntry("carillon", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Runs a command to its end, which must be a good one. */
    static void run(ProcessBuilder command) throws Exception {
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = command.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as("%s said: %s", List.copyOf(command.command()), said).isZero();
    }
}
