package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.testing.KeyServer;
import org.carillon.testing.LogLines;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys at a URL: what tokens are accepted, and how often a real server is asked. */
@Timeout(60)
class RemoteKeysTest {
    private static final JWK ONE = SigningKeys.RSA.toPublicJWK();
    private static final JWK OTHER = SigningKeys.OTHER_RSA.toPublicJWK();
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private final LogLines log = new LogLines();
    private KeyServer server;

    @BeforeEach
    void begin() throws IOException {
        server = KeyServer.of(ONE, SigningKeys.EC.toPublicJWK());
    }

    @AfterEach
    void end() {
        server.close();
    }

    @Test
    void verify_keysListed_acceptedByOneRequest() {
        JwtVerifier verifier = verifier();

        assertAccepts(verifier, one());
        assertAccepts(verifier, rs256(SigningKeys.RSA, null));
        assertAccepts(verifier, token(JWSAlgorithm.ES256, "ec-1", SigningKeys.ec(SigningKeys.EC)));
        assertThat(server.asked()).isEqualTo(1);
        assertThat(log.lines()).singleElement().asString().contains(server.url(), "rsa-1, ec-1");
    }

    @Test
    void verify_besidesASecret_bothAcceptedAndSecretTokensAskNobody() {
        JwtVerifier verifier = new JwtVerifier(
                SigningKeys.settings("jwks", server.url(), "secret", SigningKeys.SECRET), clock);
        server.stop();

        assertAccepts(verifier, one());
        assertAccepts(verifier, SigningKeys.signed(SigningKeys.anna(clock.instant().plusSeconds(60)).build()));
        assertThat(server.asked()).isEqualTo(1);
    }

    @Test
    void verify_keyRotated_newAcceptedAtOnce_oldRefused() {
        JwtVerifier verifier = verifier();
        server.list(OTHER);

        assertAccepts(verifier, one());
        assertAccepts(verifier, other());
        assertRefuses(verifier, one());
        assertThat(log.lines()).last().asString().contains("rsa-2").doesNotContain("rsa-1");
    }

    @Test
    void verify_keyWithdrawn_refusedAfterFiveMinutes() {
        JwtVerifier verifier = verifier();
        server.list(OTHER);
        clock.advance(RemoteKeys.FRESH.minusMillis(1));
        assertAccepts(verifier, one());
        clock.advance(Duration.ofMillis(1));

        assertRefuses(verifier, one());
    }

    @Test
    void verify_allKeysWithdrawn_refusedAndSaid() {
        JwtVerifier verifier = verifier();
        server.list();
        clock.advance(RemoteKeys.FRESH);

        assertRefuses(verifier, one());
        assertThat(log.lines()).last().asString().startsWith("WARNING").contains("no key");
    }

    @Test
    void verify_floodOfUnknownIds_askedSeldom_goodTokensAccepted() {
        JwtVerifier verifier = verifier();
        for (int minute = 0; minute < 3; minute++) {
            IntStream.range(0, 200).parallel().forEach(i -> assertRefuses(verifier, rs256(SigningKeys.RSA, "x" + i)));
            assertAccepts(verifier, one());
            clock.advance(RemoteKeys.INTERVAL);
        }

        assertThat(server.asked()).isEqualTo(6);
        server.list(OTHER);
        assertAccepts(verifier, other());
    }

    @Test
    void load_serverAway_deployedAndSaid_acceptedOnceItIsThere() throws Exception {
        server.stop();
        JwtVerifier verifier = verifier();
        assertThat(log.lines()).singleElement().asString()
                .startsWith("WARNING").contains(server.url(), "carillon.auth.jwt.jwks", "may this server reach it?");
        assertRefuses(verifier, one());
        assertRefuses(verifier, one());
        server.start();
        clock.advance(RemoteKeys.INTERVAL);

        assertAccepts(verifier, one());
        assertThat(log.lines()).hasSize(3).element(1).asString().contains("can be fetched again");
    }

    @Test
    void verify_serverAway_knownKeysCountForHours() throws Exception {
        JwtVerifier verifier = verifier();
        server.stop();
        for (Duration gone = Duration.ZERO; gone.compareTo(RemoteKeys.OUTAGE) < 0; gone = gone.plus(RemoteKeys.STALE)) {
            assertAccepts(verifier, one());
            assertRefuses(verifier, other());
            clock.advance(RemoteKeys.STALE);
        }
        assertRefuses(verifier, one());
        server.start();
        clock.advance(RemoteKeys.INTERVAL);

        assertAccepts(verifier, one());
    }

    @Test
    void verify_nobodyCameForHours_keysAreFetchedBeforeTheyCount() {
        JwtVerifier verifier = verifier();
        server.list(OTHER);
        clock.advance(RemoteKeys.OUTAGE.multipliedBy(2));

        assertRefuses(verifier, one());
        assertAccepts(verifier, other());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Sign in first</html>", "[]", "null", "{\"keys\":{}}", "{\"keys\":[{\"kty\":7}]}",
        "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQ\"}]}"})
    void verify_garbage_isNoAnswer(String garbage) {
        JwtVerifier verifier = verifier();
        server.answer(200, garbage);
        clock.advance(RemoteKeys.STALE);

        assertAccepts(verifier, one());
        assertThat(log.lines()).hasSize(2).last().asString().startsWith("WARNING");
        server.list(OTHER);
        clock.advance(RemoteKeys.INTERVAL);
        assertAccepts(verifier, other());
    }

    @Test
    void verify_tooLarge_isNoAnswer() {
        JwtVerifier verifier = verifier();
        server.answer(200, KeyServer.text(OTHER) + " ".repeat(100 * 1024));
        clock.advance(RemoteKeys.STALE);

        assertRefuses(verifier, other());
        assertAccepts(verifier, one());
        assertThat(log.lines()).last().asString().contains("102400 bytes");
    }

    @Test
    void verify_serverHangs_onlyOneWaitsForIt() throws Exception {
        JwtVerifier verifier = verifier();
        CountDownLatch there = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        server.answer(exchange -> {
            hanging.incrementAndGet();
            await().until(() -> there.getCount() == 0);
            KeyServer.send(exchange, 200, KeyServer.text(ONE, OTHER));
        });
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> assertAccepts(verifier, other()));
        await().until(() -> hanging.get() == 1);

        assertThat(seconds(() -> assertAccepts(verifier, one()))).isLessThan(SOON);
        assertThat(seconds(() -> assertRefuses(verifier, other()))).isLessThan(SOON.multipliedBy(3));
        assertThat(seconds(() -> assertRefuses(verifier, other()))).as("nobody waits twice").isLessThan(SOON);
        there.countDown();
        first.join();
        assertAccepts(verifier, other());
    }

    @Test
    void verify_secretOrWeakKeyListed_passedOverAndSaid() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        RSAKey weak = new RSAKey.Builder((RSAPublicKey) generator.generateKeyPair().getPublic()).keyID("w\n").build();
        server.list(SigningKeys.OCTETS, weak, ONE);
        JwtVerifier verifier = verifier();

        assertAccepts(verifier, one());
        assertRefuses(verifier, token(JWSAlgorithm.HS256, "oct-1", SigningKeys.hmac(SigningKeys.OCTETS)));
        assertThat(log.lines()).singleElement().asString().startsWith("WARNING").contains("'oct-1' is a secret", "'w?'",
                "2048").doesNotContain(SigningKeys.OCTETS.getKeyValue().toString());
        assertThat(server.asked()).as("a secret is not even looked for").isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://keys.example.com/jwks", "http://10.0.0.1/jwks", "http://127.0.0.1.example.com/",
        "http://127.example.com/", "http://localhost.example.com/", "ftp://127.0.0.1/jwks", "file:///etc/jwks.json",
        "jar:file:///x!/y://", "https:///jwks", "https://user:secret@keys.example.com/", "https://keys.example.com/#x",
        "https://keys example.com/", "http://[::2]/"})
    void load_urlNotAllowed_stopsWithoutIt(String url) {
        assertThatThrownBy(() -> new JwtVerifier(SigningKeys.settings("jwks", url), clock))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The setting carillon.auth.jwt.jwks has a URL that must be https://")
                .hasMessageNotContaining(url);
    }

    @Test
    void load_urlHasParameters_logDoesNot() {
        server.answer(500, "");
        RemoteKeys.at(server.url() + "?code=hunter2", clock, log);

        assertThat(log.lines()).singleElement().asString().contains(server.url() + " ", "status of the answer is 500")
                .doesNotContain("hunter2");
    }

    private JwtVerifier verifier() {
        return new JwtVerifier(SigningKeys.settings(), clock, List.of(RemoteKeys.at(server.url(), clock, log)));
    }

    private String one() {
        return rs256(SigningKeys.RSA, "rsa-1");
    }

    private String other() {
        return rs256(SigningKeys.OTHER_RSA, "rsa-2");
    }

    private String rs256(RSAKey key, String id) {
        return token(JWSAlgorithm.RS256, id, SigningKeys.rsa(key));
    }

    private String token(JWSAlgorithm algorithm, String id, JWSSigner signer) {
        return SigningKeys.signed(
                SigningKeys.header(algorithm, id), SigningKeys.anna(clock.instant().plusSeconds(60)).build(), signer);
    }

    private static Duration seconds(Runnable action) {
        long began = System.nanoTime();
        action.run();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void assertAccepts(JwtVerifier verifier, String token) {
        assertThat(verifier.verify(token).user()).isEqualTo("anna");
    }

    private static void assertRefuses(JwtVerifier verifier, String token) {
        assertThatThrownBy(() -> verifier.verify(token)).isInstanceOfSatisfying(
                RefusedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
}
