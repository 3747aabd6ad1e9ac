package bench;

import java.util.Map;
import org.glassfish.tyrus.server.Server;

/** Tyrus on Grizzly, as in Payara, and no server around it. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        new Server("127.0.0.1", Integer.parseInt(args[0]), "/", Map.of(), Bare.class).start();
        Thread.currentThread().join();
    }
}
