package org.carillon.server;

import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import javax.management.AttributeChangeNotification;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.Notification;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.carillon.node.Component;
import org.carillon.session.Drain;

/**
 * Hears of WildFly's suspension, with which every stop of that server begins. WildFly closes all sockets itself then,
 * at once and without a word; its state bean tells us right before, on the thread that suspends, so that sessions can
 * be closed in batches and be told why (CrashIT). Other servers have no such bean and need no such help.
 */
@Component
class SuspensionListener implements NotificationListener {
    private static final Logger LOG = System.getLogger(SuspensionListener.class.getName());
    private static final String STATE_BEAN = "jboss.root:type=state";
    private static final String ATTRIBUTE = "RunningState";

    private final Drain drain;

    @Inject
    SuspensionListener(Drain drain) {
        this.drain = drain;
    }

    /** Starts to listen, where there is something to hear. */
    void start() {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            if (beans.isRegistered(stateBean())) {
                beans.addNotificationListener(stateBean(), this, null, null);
            }
        } catch (JMException e) {
            LOG.log(Level.WARNING, "WildFly's state cannot be listened to: sessions will not be told of a stop", e);
        }
    }

    /** Ends to listen: the server must not keep a stopped application alive. */
    void stop() {
        try {
            MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
            if (beans.isRegistered(stateBean())) {
                beans.removeNotificationListener(stateBean(), this);
            }
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "WildFly's state was not listened to", e);
        }
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (notification instanceof AttributeChangeNotification change
                && change.getAttributeName().equals(ATTRIBUTE)) {
            String state = String.valueOf(change.getNewValue());
            if (state.equalsIgnoreCase("suspending")) {
                drain.run();
            } else if (state.equalsIgnoreCase("normal") || state.equalsIgnoreCase("running")) {
                drain.lift();
            }
        }
    }

    private static ObjectName stateBean() throws MalformedObjectNameException {
        return new ObjectName(STATE_BEAN);
    }
}
