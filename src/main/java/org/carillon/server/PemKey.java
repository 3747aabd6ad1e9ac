package org.carillon.server;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a public key from PEM by means of the JDK alone; the JWT library would need a further library for it. */
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN (CERTIFICATE|PUBLIC KEY)-----([A-Za-z0-9+/=\\s]++)-----END \\1-----");

    private PemKey() {}

    /**
     * The key of the first public key or certificate in the text. Of a certificate only the key counts: who may sign
     * is said by the setting, not by a chain or a date.
     *
     * @param text PEM; line ends may be written as {@code \n}, as environment variables often have them
     * @throws GeneralSecurityException if there is no public key that can be read
     */
    static PublicKey read(String text) throws GeneralSecurityException {
        Matcher block = BLOCK.matcher(text.replace("\\n", "\n"));
        if (!block.find()) {
            throw new InvalidKeySpecException("there is no block PUBLIC KEY or CERTIFICATE");
        }
        byte[] der = bytes(block.group(2));
        return block.group(1).equals("CERTIFICATE") ? certified(der) : plain(der);
    }

    private static byte[] bytes(String base64) throws InvalidKeySpecException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeySpecException("its block is not Base64", e);
        }
    }

    private static PublicKey certified(byte[] der) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der))
                .getPublicKey();
    }

    private static PublicKey plain(byte[] der) throws GeneralSecurityException {
        X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
        try {
            return KeyFactory.getInstance("RSA").generatePublic(spec);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("EC").generatePublic(spec);
        }
    }
}
