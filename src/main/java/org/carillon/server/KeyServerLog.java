package org.carillon.server;

import com.nimbusds.jose.jwk.source.JWKSetSourceWithHealthStatusReporting;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.health.HealthReport;
import com.nimbusds.jose.util.health.HealthReportListener;
import com.nimbusds.jose.util.health.HealthStatus;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** What the log says of a key server: only what has changed, however often it is asked. */
final class KeyServerLog
        implements HealthReportListener<JWKSetSourceWithHealthStatusReporting<SecurityContext>, SecurityContext> {
    private final Logger log;
    private final String server;
    private final Duration outage;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicReference<String> told = new AtomicReference<>("");

    /** Lines of a log about a server that may be away for so long. */
    KeyServerLog(Logger log, String server, Duration outage) {
        this.log = log;
        this.server = server;
        this.outage = outage;
    }

    @Override
    public void notify(HealthReport<JWKSetSourceWithHealthStatusReporting<SecurityContext>, SecurityContext> report) {
        if (report.getHealthStatus() == HealthStatus.NOT_HEALTHY) {
            if (away.compareAndSet(false, true)) {
                log.log(Level.WARNING, "The keys at " + server + " cannot be fetched: "
                        + report.getException().getMessage() + ". Those fetched before count for another "
                        + outage.toHours() + " h; without such, tokens that need them are refused until they can be"
                        + " fetched. Is " + JwtKeys.JWKS + " right, and may this server reach it?");
            }
        } else if (away.compareAndSet(true, false)) {
            log.log(Level.INFO, "The keys at " + server + " can be fetched again");
        }
    }

    /** A set was fetched: it has these keys that count, and others about which there is something to say. */
    void fetched(List<JwtKey> keys, List<String> remarks) {
        String ids = String.join(", ", keys.stream().map(key -> printable(key.id().orElse("one without a name")))
                .toList());
        String text = (keys.isEmpty()
                ? "There is no key at " + server + " that could have signed a token by RS256 or ES256"
                : "Tokens are verified by these keys at " + server + ": " + ids)
                + String.join("", remarks);
        if (!text.equals(told.getAndSet(text))) {
            log.log(keys.isEmpty() || !remarks.isEmpty() ? Level.WARNING : Level.INFO, text);
        }
    }

    /** A name as it may stand in a line of the log. */
    static String printable(String name) {
        return name.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
