package org.carillon.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.carillon.Content;

/** A short text that stands for a long one: equal texts have equal fingerprints, and different ones do not collide. */
public final class Fingerprint {
    private Fingerprint() {}

    /** The fingerprint of a content, which tells bytes from a text that looks like them. */
    public static String of(Content content) {
        return (content.base64() ? "base64 " : "json ") + of(content.json());
    }

    /** The SHA-256 of the text's UTF-8 bytes, in base64 without padding. */
    public static String of(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
