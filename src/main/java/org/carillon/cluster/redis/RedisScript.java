package org.carillon.cluster.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The operations that Redis does as one act, each in a file of its name. Their first argument is always the name of the
 * primary that has their keys.
 */
enum RedisScript {
    /** Appends a publication to a stream and tells it. */
    PUBLISH("stream.lua", "publish.lua"),
    /** Says where a stream is. */
    POSITION("stream.lua", "position.lua"),
    /** Reads a part of a log. */
    READ("stream.lua", "read.lua"),
    /** Shows a node and lists those that live. */
    NODES("nodes.lua"),
    /** Notes how many sessions a user has on a node. */
    USER("user.lua"),
    /** Adds sessions to a channel and takes others out. */
    PRESENCE("members.lua", "presence.lua"),
    /** Takes the sessions of a node that is gone out of a channel. */
    PRESENCE_DRAIN("members.lua", "presence-drain.lua"),
    /** Reads the last changes of a channel's members. */
    CHANGES("changes.lua"),
    /** Gives a sign of life and hears those of others. */
    BEAT("beat.lua"),
    /** Says who cleans up after a node that is gone. */
    CLAIM("claim.lua"),
    /** Forgets a node after which all is cleaned up. */
    RELEASE("release.lua"),
    /** Moves a device's cursor. */
    CURSOR("cursor.lua"),
    /** Stores revocations and tells them. */
    REVOKE("revoke.lua");

    private final String source;
    private final String sha;

    /** A script that consists of files, those with common functions first. */
    RedisScript(String... files) {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            text.append(text(file));
        }
        this.source = text.toString();
        this.sha = sha(source);
    }

    /** The Lua text. */
    String source() {
        return source;
    }

    /** The name by which Redis knows the script once it is loaded. */
    String sha() {
        return sha;
    }

    private static String text(String file) {
        try (InputStream in = RedisScript.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is missing in the WAR");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the script " + file + " cannot be read", e);
        }
    }

    private static String sha(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
