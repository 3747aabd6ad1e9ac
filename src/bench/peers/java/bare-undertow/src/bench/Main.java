package bench;

import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import org.xnio.Options;

/** Undertow with its WebSocket container, sized as server-config sizes WildFly's, and no server around it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        DefaultByteBufferPool pool = new DefaultByteBufferPool(true, 16 * 1024, 1000, 10, 0);
        WebSocketDeploymentInfo sockets = new WebSocketDeploymentInfo()
                .setBuffers(pool)
                .setDispatchToWorkerThread(true)
                .addEndpoint(Bare.class);
        DeploymentInfo application = Servlets.deployment()
                .setClassLoader(Main.class.getClassLoader())
                .setDeploymentName("bare")
                .setContextPath("/")
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets);
        DeploymentManager manager = Servlets.defaultContainer().addDeployment(application);
        manager.deploy();
        Undertow.builder()
                .setByteBufferPool(pool)
                .setIoThreads(8)
                .setWorkerThreads(64)
                .setSocketOption(Options.BACKLOG, 4096)
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setHandler(manager.start())
                .build()
                .start();
    }
}
