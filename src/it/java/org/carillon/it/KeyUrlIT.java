package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.RawClient;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.carillon.testing.KeyServer;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Keys at a URL whose server is away at first, then lists them, replaces them, hangs, and goes away. */
@ExtendWith(ArquillianExtension.class)
class KeyUrlIT {
    private static final String NAME = "carillon";
    private static final int PORT = 26_380;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final RSAKey OLD = rsa("old");
    private static final RSAKey NEW = rsa("new");
    private static final RSAKey STRANGE = rsa("strange");

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = NAME, managed = false, testable = false)
    static WebArchive war() {
        return Wars.forUsers(Map.of("carillon.auth.jwt.jwks", KeyServer.url(PORT), "carillon.limits.handshakes", "0",
                "carillon.limits.sessions.user", "1000"));
    }

    private static RSAKey rsa(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token(RSAKey key) {
        try {
            return Tokens.signed(Tokens.claims("ann", Duration.ofHours(1)).build(),
                    new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(URL base, RSAKey key) {
        try (RawClient client = RawClient.to(base)) {
            return client.handshake("", "Authorization", "Bearer " + token(key)).status();
        }
    }

    private static boolean signsIn(URL base, RSAKey key) {
        try (Client client = Client.to(base).dialect("carillon.v1.json").connect()) {
            return client.send("{\"type\":\"auth\",\"token\":\"" + token(key) + "\"}").next().contains("\"welcome\"");
        }
    }

    @Test
    void keysAreThoseThatTheServerLists_howeverItFares() throws Exception {
        deployer.deploy(NAME);
        URL base = ServerProcess.url(NAME);
        assertThat(status(base, OLD)).isEqualTo(401);
        try (KeyServer keys = KeyServer.on(PORT, OLD.toPublicJWK())) {
            await().atMost(PATIENCE).until(() -> status(base, OLD) == 101);
            replaced(keys, base);
            flooded(keys, base);
            hangs(keys, base);
        }
        assertThat(status(base, NEW)).isEqualTo(101);
        deployer.undeploy(NAME);
    }

    private static void replaced(KeyServer keys, URL base) {
        keys.list(OLD.toPublicJWK(), NEW.toPublicJWK());
        await().atMost(PATIENCE).until(() -> status(base, NEW) == 101);
        assertThat(signsIn(base, NEW)).isTrue();
        assertThat(signsIn(base, OLD)).isTrue();
        assertThat(signsIn(base, STRANGE)).isFalse();
    }

    private static void flooded(KeyServer keys, URL base) {
        long began = System.nanoTime();
        int asked = keys.asked();
        for (int i = 0; i < 100; i++) {
            assertThat(status(base, STRANGE)).isEqualTo(401);
        }
        long windows = 1 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10;
        assertThat(keys.asked() - asked).isLessThanOrEqualTo((int) (2 * windows + 2));
    }

    /** A server that takes connections and says nothing holds up the one that asks it. */
    private static void hangs(KeyServer keys, URL base) {
        keys.answer(exchange -> { });
        int asked = keys.asked();
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            waiting.add(CompletableFuture.supplyAsync(() -> status(base, STRANGE)));
            return keys.asked() > asked;
        });
        long began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(status(base, NEW)).isEqualTo(101);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThat(waiting).allSatisfy(each -> assertThat(each.join()).isEqualTo(401));
    }
}
