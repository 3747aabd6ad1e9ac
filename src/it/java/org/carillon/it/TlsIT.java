package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilderException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.SpareServer;
import org.carillon.it.kit.TlsKey;
import org.carillon.it.kit.Wars;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of its own, with TLS by the scripts of server-config and a certificate made by that of the manual. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsIT {
    /** What a record of TLS begins with that goes on with a handshake; else it is an alert, or the end. */
    private static final int HANDSHAKE = 22;

    private SpareServer server;
    private SSLContext trusted;

    @BeforeAll
    void start() throws Exception {
        Path directory = Path.of("target", "it", "tls").toAbsolutePath();
        clear(directory);
        TlsKey key = TlsKey.make(directory);
        trusted = key.trusted();
        server = SpareServer.start(Wars.forGuests(), key);
    }

    @AfterAll
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private static void clear(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    void wss_worksWithTheOriginOfItsOwnHost() throws Exception {
        String own = "https://" + server.secureUrl().getAuthority();
        try (Client client = Client.secured(server.secureUrl(), trusted).dialect("carillon.v1.json")
                .header("Origin", own).connect()) {
            client.next("welcome");
            client.send("{\"type\":\"subscribe\",\"channel\":\"lobby\"}").next("subscribed");
            client.send("{\"type\":\"publish\",\"channel\":\"lobby\",\"content\":\"" + "x".repeat(50_000) + "\"}");
            assertThat(client.next("message").getString("content")).hasSize(50_000);
        }
    }

    @Test
    void wss_pageThatCameWithoutTls_isRefused() throws Exception {
        String plain = "http://" + server.secureUrl().getAuthority();

        assertThat(Client.secured(server.secureUrl(), trusted).header("Origin", plain).refusedWith()).isEqualTo(403);
    }

    @Test
    void certificate_isTheOneThatWasMade_notTheServersOwn() throws Exception {
        SSLContext usual = SSLContext.getDefault();

        assertThatThrownBy(() -> Client.secured(server.secureUrl(), usual).connect())
                .hasRootCauseInstanceOf(CertPathBuilderException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void protocol_thatIsNew_isSpoken(String protocol) throws Exception {
        try (SSLSocket socket = socket(protocol)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        }
    }

    @ParameterizedTest
    @CsvSource({"3,true", "2,false", "1,false"})
    void protocol_olderThan12_isRefused(int minor, boolean spoken) throws Exception {
        assertThat(answerTo(hello(minor)) == HANDSHAKE).isEqualTo(spoken);
    }

    /** The first byte of what the server answers to the first bytes of a client. */
    private int answerTo(byte[] hello) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.secureUrl().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(hello);
            return socket.getInputStream().read();
        }
    }

    /** The ClientHello of TLS 1.{@code minor - 1}, which no JDK sends for old protocols. */
    private static byte[] hello(int minor) {
        String suites = "c02bc009c00a";
        // Groups: secp256r1; points: uncompressed; signatures: ECDSA with SHA-256, SHA-1.
        String extensions = "000a000400020017" + "000b00020100" + "000d0006000404030203";
        String body = String.format("%04x", 0x300 + minor) + "5a".repeat(32) + "00"
                + sized(suites, 4) + "0100" + sized(extensions, 4);
        return HexFormat.of().parseHex("160301" + sized("01" + sized(body, 6), 4));
    }

    /** Bytes after their number, which has so many digits. */
    private static String sized(String hex, int digits) {
        return String.format("%0" + digits + "x", hex.length() / 2) + hex;
    }

    private SSLSocket socket(String protocol) throws Exception {
        SSLSocket socket = (SSLSocket) trusted.getSocketFactory()
                .createSocket("localhost", server.secureUrl().getPort());
        socket.setEnabledProtocols(new String[] {protocol});
        return socket;
    }
}
