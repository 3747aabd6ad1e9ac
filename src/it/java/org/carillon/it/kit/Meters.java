package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpResponse;

/** The metrics of a deployment, as Prometheus reads them. */
public final class Meters {
    private Meters() {}

    /** The value of a series such as {@code carillon_sessions_closed_total{reason="slow"}}; 0 if it is not there. */
    public static double value(URL base, String series) throws Exception {
        HttpResponse<String> response = Http.get(base, "metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body().lines().filter(line -> line.startsWith(series + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1))).findFirst().orElse(0);
    }

    /** How many sessions ended for the reason of this word. */
    public static double closed(URL base, String word) throws Exception {
        return value(base, "carillon_sessions_closed_total{reason=\"" + word + "\"}");
    }

    /** How many sessions are open. */
    public static double open(URL base) throws Exception {
        return value(base, "carillon_sessions");
    }
}
