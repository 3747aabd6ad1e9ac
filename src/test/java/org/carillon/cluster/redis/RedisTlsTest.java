package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.carillon.cluster.Broker;
import org.carillon.cluster.Deaf;
import org.carillon.cluster.Range;
import org.carillon.testing.RedisProcess;
import org.carillon.testing.RedisProcess.Version;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis behind TLS, with a user of its own whose rights are those that the manual names. */
class RedisTlsTest {
    private static final String TRUST = "javax.net.ssl.trustStore";
    private static final char[] WORD = "changeit".toCharArray();
    private static final List<String> ACL = List.of("--user", "portal", "on", ">secret", "~carillon:*", "&carillon:*",
            "+@read", "+@write", "+@scripting", "+@pubsub", "+@connection", "+wait", "+role", "+info", "+time",
            "+cluster", "+config|get");

    @TempDir
    private Path directory;

    private Optional<String> trusted = Optional.empty();
    private String url = "";
    private RedisBench bench;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(RedisProcess.installed().isPresent(), "no redis-server on the PATH, and that of Maven has no TLS");
        trusted = Optional.ofNullable(System.getProperty(TRUST));
        Path keys = keys();
        int port = RedisProcess.freePort();
        url = "rediss://localhost:" + port;
        List<String> arguments = new ArrayList<>(ACL);
        arguments.addAll(List.of("--tls-port", "" + port, "--tls-auth-clients", "no",
                "--tls-cert-file", pem(keys, false).toString(), "--tls-key-file", pem(keys, true).toString(),
                "--tls-ca-cert-file", pem(keys, false).toString()));
        bench = new RedisBench(RedisProcess.start(
                Version.INSTALLED, RedisProcess.freePort(), arguments.toArray(String[]::new)));
        System.setProperty(TRUST, trust(keys).toString());
    }

    @AfterEach
    void end() throws Exception {
        if (bench != null) {
            bench.close();
        }
        trusted.ifPresentOrElse(path -> System.setProperty(TRUST, path), () -> System.clearProperty(TRUST));
    }

    private Path keys() throws Exception {
        Path keys = directory.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "redis", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext",
                "san=dns:localhost", "-storetype", "PKCS12", "-keystore", keys.toString(), "-storepass",
                new String(WORD)).redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile()).start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return keys;
    }

    /** In the old form, which is read without a password. */
    private Path trust(Path keys) throws Exception {
        KeyStore trust = KeyStore.getInstance("JKS");
        trust.load(null, WORD);
        trust.setCertificateEntry("redis", KeyStore.getInstance(keys.toFile(), WORD).getCertificate("redis"));
        Path file = directory.resolve("trust.jks");
        try (OutputStream out = Files.newOutputStream(file)) {
            trust.store(out, WORD);
        }
        return file;
    }

    private Path pem(Path keys, boolean secret) throws Exception {
        KeyStore store = KeyStore.getInstance(keys.toFile(), WORD);
        Key key = store.getKey("redis", WORD);
        Certificate certificate = store.getCertificate("redis");
        Path file = directory.resolve(secret ? "key.pem" : "certificate.pem");
        String kind = secret ? "PRIVATE KEY" : "CERTIFICATE";
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(("-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(
                    secret ? key.getEncoded() : certificate.getEncoded()) + "\n-----END " + kind + "-----\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        return file;
    }

    private String[] settings(String password) {
        return new String[] {"carillon.redis.url", url, "carillon.redis.user", "portal", "carillon.redis.password",
            password};
    }

    @Test
    void url_rediss_userOfTheManual_publishesFollowsAndHasMembers() {
        RedisEngine engine = bench.node(settings("secret"));
        Broker broker = engine.broker();
        broker.listen(new Deaf());
        broker.follow("a").toCompletableFuture().join();
        RedisBench.publish(broker, "a", "1", "key").join();

        assertThat(broker.read("a", Range.after(0, 10, 1000)).toCompletableFuture().join().publications()).hasSize(1);
        assertThat(engine.presence().count("a").toCompletableFuture().join()).isZero();
        assertThat(engine.trouble()).isEmpty();
    }

    @Test
    void url_rediss_certificateOfAnother_isNotTrusted() {
        System.clearProperty(TRUST);
        RedisEngine engine = bench.begun(settings("secret"));

        Awaitility.await().atMost(RedisBench.PATIENCE).untilAsserted(
                () -> assertThat(engine.trouble()).hasValueSatisfying(why -> assertThat(why).contains("localhost")));
    }
}
