package org.carillon.node;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The counters and gauges of this node; cheap enough for the fan-out path. */
@Component
public class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** A gauge that asks {@code value} when it is read. */
    public void gauge(String name, String description, LongSupplier value) {
        Gauge.builder(name, value, LongSupplier::getAsLong).description(description).strongReference(true)
                .register(registry);
    }

    /** A counter for hot paths: keep it and add to it. */
    public LongAdder counter(String name, String description, String... tags) {
        LongAdder adder = new LongAdder();
        FunctionCounter.builder(name, adder, LongAdder::sum).description(description).tags(tags).register(registry);
        return adder;
    }

    /** Counts one, for what is rare. */
    public void count(String name, String description, String... tags) {
        Counter.builder(name).description(description).tags(tags).register(registry).increment();
    }

    /** All values as Prometheus text. */
    public String scrape() {
        return registry.scrape();
    }
}
