package org.carillon.server;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.source.CachingJWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSetSourceWithHealthStatusReporting;
import com.nimbusds.jose.jwk.source.OutageTolerantJWKSetSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.jwk.source.RateLimitedJWKSetSource;
import com.nimbusds.jose.jwk.source.RetryingJWKSetSource;
import com.nimbusds.jose.jwk.source.URLBasedJWKSetSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys that a server lists at a URL. They are fetched anew after some minutes, and when a token names one that is not
 * known; the thread that finds this out does it, one at a time. Others go on with what is known, or wait for it a
 * moment if they cannot: a server that hangs holds one thread up, not all that verify tokens.
 *
 * <p>Secrets and weak keys of such a set do not count: whoever may read it could sign tokens.
 */
final class RemoteKeys implements KeySource {
    /** After this time keys are fetched anew, while others go on with those that are known. */
    static final Duration FRESH = Duration.ofMinutes(5);
    /** After this time they are waited for. */
    static final Duration STALE = Duration.ofMinutes(6);
    /** How long keys count while their server does not answer. */
    static final Duration OUTAGE = Duration.ofHours(4);
    /** The server is asked at most twice in this time, however many tokens name unknown keys. */
    static final Duration INTERVAL = Duration.ofSeconds(10);
    /** How long the server may be silent, and how long its whole answer may take; it is asked once more then. */
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration WHOLE = Duration.ofSeconds(5);
    /** How long a thread waits for what another one fetches. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = System.getLogger(RemoteKeys.class.getName());
    /** Addresses in full: a name that begins like one may be anybody's. */
    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127(\\.\\d{1,3}){3}|\\[::1]");
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);

    private final Clock clock;
    private final KeyServerLog log;
    private final JWKSetSource<SecurityContext> source;
    private final AtomicReference<@Nullable Fetch> fetching = new AtomicReference<>();
    private volatile Known known;
    private volatile boolean slow;

    private RemoteKeys(URL url, Clock clock, Logger logger) {
        this.clock = clock;
        this.log = new KeyServerLog(
                logger, url.getProtocol() + "://" + url.getAuthority() + url.getPath(), OUTAGE);
        this.source = source(url, log);
        this.known = none();
    }

    /** The keys of a set, and when it was fetched, in epoch milliseconds. */
    private record Known(JWKSet set, List<JwtKey> keys, long at) {}

    /** A fetch under way, begun at a time of {@link System#nanoTime}. */
    private record Fetch(long began, CountDownLatch done) {}

    /**
     * The keys at a URL, which are fetched now; without them, if they cannot be had, until they can.
     *
     * @throws IllegalArgumentException if somebody on the way could change the answer
     */
    static RemoteKeys at(String url, Clock clock) {
        return at(url, clock, LOG);
    }

    /** The same with what the operator is told in another log. */
    static RemoteKeys at(String url, Clock clock, Logger logger) {
        RemoteKeys keys = new RemoteKeys(checked(url), clock, logger);
        keys.renew(keys.known, false);
        return keys;
    }

    private static URL checked(String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawFragment() != null
                    || !"https".equalsIgnoreCase(uri.getScheme()) && !local(uri)) {
                throw notAllowed();
            }
            return uri.toURL();
        } catch (URISyntaxException | MalformedURLException e) {
            throw notAllowed();
        }
    }

    private static boolean local(URI uri) {
        return "http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.matcher(uri.getHost()).matches();
    }

    private static IllegalArgumentException notAllowed() {
        return JwtKeys.bad(JwtKeys.JWKS, "has a URL that must be https://HOST/PATH, or http://HOST/PATH of this"
                + " machine (127.0.0.1, [::1], localhost), and name no user: whoever can change the answer on its way"
                + " can sign tokens");
    }

    /** The report is made below the one that tolerates outages, so that these are noticed. */
    private static JWKSetSource<SecurityContext> source(URL url, KeyServerLog log) {
        JWKSetSource<SecurityContext> fetched = new URLBasedJWKSetSource<>(url, new KeyDownload(SILENCE, WHOLE));
        JWKSetSource<SecurityContext> retried = new RetryingJWKSetSource<>(fetched, null);
        JWKSetSource<SecurityContext> watched = new JWKSetSourceWithHealthStatusReporting<>(retried, log);
        JWKSetSource<SecurityContext> kept = new OutageTolerantJWKSetSource<>(watched, OUTAGE.toMillis(), null);
        JWKSetSource<SecurityContext> seldom = new RateLimitedJWKSetSource<>(kept, INTERVAL.toMillis(), null);
        return new CachingJWKSetSource<>(seldom, FRESH.toMillis(), PATIENCE.toMillis(), null);
    }

    @Override
    public List<JWSVerifier> fitting(JWSHeader header) {
        if (!ALGORITHMS.contains(header.getAlgorithm())) {
            return List.of();
        }
        Known seen = known;
        long age = Math.abs(clock.millis() - seen.at);
        List<JWSVerifier> fitting = JwtKey.fitting(seen.keys, header);
        boolean needed = fitting.isEmpty() || age >= STALE.toMillis();
        if (!needed && age < FRESH.toMillis()) {
            return fitting;
        }
        renew(seen, needed);
        return JwtKey.fitting(known.keys, header);
    }

    /** Fetches what is newer than what was seen, unless another thread is at it: that is waited for if it is needed. */
    private void renew(Known seen, boolean needed) {
        Fetch own = new Fetch(System.nanoTime(), new CountDownLatch(1));
        Fetch other = fetching.compareAndExchange(null, own);
        if (other == null) {
            try {
                fetch(seen);
            } finally {
                slow = System.nanoTime() - own.began > PATIENCE.toNanos();
                fetching.set(null);
                own.done.countDown();
            }
        } else if (needed && !slow) {
            await(other);
        }
    }

    /** While a server is slow nobody waits for it twice. */
    private void await(Fetch other) {
        try {
            long left = PATIENCE.toNanos() - (System.nanoTime() - other.began);
            if (!other.done.await(left, TimeUnit.NANOSECONDS)) {
                slow = true;
                LOG.log(Level.DEBUG, "The server of the keys is slow: what is known counts until it answers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fetch(Known seen) {
        try {
            long now = clock.millis();
            JWKSet set = source.getJWKSet(JWKSetCacheRefreshEvaluator.referenceComparison(seen.set), now, null);
            if (set != known.set) {
                known = read(set, now);
            }
        } catch (RateLimitReachedException e) {
            LOG.log(Level.DEBUG, "The server of the keys was asked a moment ago and is not asked again yet", e);
        } catch (KeySourceException e) {
            LOG.log(Level.DEBUG, "There are no keys that count any more", e);
            known = none();
        }
    }

    private Known read(JWKSet set, long now) {
        List<JwtKey> keys = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (JWK jwk : set.getKeys()) {
            try {
                if (jwk instanceof OctetSequenceKey) {
                    remarks.add(remark(jwk, "is a secret, which belongs into no set that others can read"));
                } else if (JwtKey.usable(jwk)) {
                    keys.add(JwtKey.of(jwk));
                }
            } catch (JOSEException e) {
                remarks.add(remark(jwk, String.valueOf(e.getMessage())));
            }
        }
        log.fetched(keys, remarks);
        return new Known(set, List.copyOf(keys), now);
    }

    private static String remark(JWK jwk, String what) {
        return "; passed over: the key '" + KeyServerLog.printable(String.valueOf(jwk.getKeyID())) + "' " + what;
    }

    private Known none() {
        return new Known(new JWKSet(), List.of(), clock.millis());
    }
}
