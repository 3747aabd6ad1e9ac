package org.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeyTest {
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBhzCCAS2gAwIBAgIUcePSIuWIbE1Q+K2PoOjosanCLhcwCgYIKoZIzj0EAwIw
            GDEWMBQGA1UEAwwNY2FyaWxsb24gdGVzdDAgFw0yNjExMjEwNTQyMTNaGA8yMTI2
            MTAyODA1NDIxM1owGDEWMBQGA1UEAwwNY2FyaWxsb24gdGVzdDBZMBMGByqGSM49
            AgEGCCqGSM49AwEHA0IABGpUP7BjmuM7grhMb9yfwplL3Yho9++QQAa7N1AkHiYr
            mGv4pWJwtS+6YHZKvOeNS88WMJl9hSMOlxxBJMVcBaajUzBRMB0GA1UdDgQWBBSk
            WoPDSfhvzpULRYPWYXX+88+ErzAfBgNVHSMEGDAWgBSkWoPDSfhvzpULRYPWYXX+
            88+ErzAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQC/glVSdqd2
            nbWkW34kLjScGFU5DUuy10dMX6a9UKg81wIgMhYzSyAh19+/49WA8fdlv3Xo8fbi
            pYbgzJPzgG6pKhM=
            -----END CERTIFICATE-----
            """;
    private static final String KEY_OF_CERTIFICATE = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEalQ/sGOa4zuCuExv3J/CmUvdiGj3
            75BABrs3UCQeJiuYa/ilYnC1L7pgdkq8541LzxYwmX2FIw6XHEEkxVwFpg==
            -----END PUBLIC KEY-----
            """;

    @Test
    void read_ecKey_read() throws Exception {
        assertThat(PemKey.read(KEY_OF_CERTIFICATE)).isInstanceOf(ECPublicKey.class);
    }

    @Test
    void read_rsaKey_read() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        PublicKey key = generator.generateKeyPair().getPublic();

        assertThat(PemKey.read(SigningKeys.pem(key))).isEqualTo(key);
    }

    @Test
    void read_certificate_givesItsKey() throws Exception {
        assertThat(PemKey.read(CERTIFICATE)).isEqualTo(PemKey.read(KEY_OF_CERTIFICATE));
    }

    @Test
    void read_textAroundBlock_ignored() throws Exception {
        assertThat(PemKey.read("subject=CN = carillon test\n" + CERTIFICATE + "\n# end"))
                .isEqualTo(PemKey.read(KEY_OF_CERTIFICATE));
    }

    @Test
    void read_lineEndsWrittenOrLost_read() throws Exception {
        PublicKey key = PemKey.read(KEY_OF_CERTIFICATE);

        assertThat(PemKey.read(KEY_OF_CERTIFICATE.replace("\n", "\\n"))).isEqualTo(key);
        assertThat(PemKey.read(KEY_OF_CERTIFICATE.replace("\n", "\r\n"))).isEqualTo(key);
        assertThat(PemKey.read(KEY_OF_CERTIFICATE.replace("\n", " "))).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "",
        "-----BEGIN PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"})
    void read_noPublicKey_refused(String pem) {
        assertThatThrownBy(() -> PemKey.read(pem)).isInstanceOf(GeneralSecurityException.class);
    }
}
