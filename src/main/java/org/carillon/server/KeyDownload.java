package org.carillon.server;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Fetches a key set. Limits hold for the whole of the answer, so that a server that sends a byte now and then keeps no
 * thread; and redirects are not followed, since they may lead to where anybody can answer.
 */
final class KeyDownload implements ResourceRetriever {
    private static final int BYTES = 100 * 1024;
    private static final int PIECE = 8192;

    private final Duration silence;
    private final Duration whole;

    /** What waits so long for a connection and for each byte, and so long for all of an answer. */
    KeyDownload(Duration silence, Duration whole) {
        this.silence = silence;
        this.whole = whole;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        long began = System.nanoTime();
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setConnectTimeout((int) silence.toMillis());
        connection.setReadTimeout((int) silence.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "application/jwk-set+json, application/json");
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            if (status != HttpURLConnection.HTTP_OK) {
                throw new IOException("the status of the answer is " + status
                        + (status / 100 == 3 ? ", and redirects are not followed" : ""));
            }
            return new Resource(body(connection, began), connection.getContentType());
        } finally {
            connection.disconnect();
        }
    }

    private String body(HttpURLConnection connection, long began) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] piece = new byte[PIECE];
        try (InputStream in = connection.getInputStream()) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                body.write(piece, 0, count);
                if (body.size() > BYTES) {
                    throw new IOException("the answer has more than " + BYTES + " bytes");
                }
                if (System.nanoTime() - began > whole.toNanos()) {
                    throw new IOException("the answer takes longer than " + whole.toMillis() + " ms");
                }
            }
        }
        return body.toString(StandardCharsets.UTF_8);
    }
}
