package org.carillon.demo;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.eclipse.microprofile.config.ConfigProvider;

/** Whether the demo is on, by the setting {@code carillon.demo}. Where it is off, nobody answers its calls. */
@ApplicationScoped
public class DemoSwitch {
    private boolean on;

    /** Made by the container, which then reads the setting. */
    public DemoSwitch() {}

    DemoSwitch(boolean on) {
        this.on = on;
    }

    @PostConstruct
    void read() {
        Optional<String> value = ConfigProvider.getConfig().getOptionalValue("carillon.demo", String.class);
        on = value.map(String::strip).filter("true"::equalsIgnoreCase).isPresent();
    }

    /** Whether it is on. */
    public boolean on() {
        return on;
    }

    /**
     * Lets a call of a client pass.
     *
     * @throws RefusedException {@code no_such_method} if the demo is off
     */
    public void admit(String method) {
        if (!on) {
            throw new RefusedException(ErrorCode.NO_SUCH_METHOD, "no bean answers calls of '" + method + "'");
        }
    }
}
