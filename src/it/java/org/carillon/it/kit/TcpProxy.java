package org.carillon.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * A network that can fail: passes bytes on between clients and the server, at a given rate towards the client, or not
 * at all while every connection stays open, as when a cable is cut or a phone goes out of reach.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 4096;
    private static final int TICK_MILLIS = 20;
    private static final int BACKLOG = 50;
    /** Small, so that the pace of the client is soon felt by the server. */
    private static final int RECEIVE_BUFFER = 32 * 1024;

    private volatile int target;
    private final ServerSocket door;
    private final ExecutorService pumps = Executors.newCachedThreadPool();
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile LongSupplier lives = () -> Long.MAX_VALUE;
    private volatile boolean resets;
    private volatile List<String> refused = List.of();
    private volatile List<String> held = List.of();
    private final Gate towardsClient = new Gate();
    private final Gate towardsServer = new Gate();

    /** Lets chunks pass, as many as are allowed. */
    private static final class Gate {
        private int allowed = Integer.MAX_VALUE;

        synchronized void pass() throws InterruptedException {
            while (allowed == 0) {
                wait();
            }
            allowed -= allowed == Integer.MAX_VALUE ? 0 : 1;
        }

        synchronized void allow(int chunks) {
            allowed = chunks;
            notifyAll();
        }
    }

    /** A proxy on a free port in front of a port of this machine. */
    public TcpProxy(int target) throws IOException {
        this.target = target;
        this.door = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        pumps.execute(this::welcome);
    }

    /** Where clients connect to instead of an address of the server. */
    public URL url(URL direct) throws IOException {
        return new URL(direct.getProtocol(), direct.getHost(), door.getLocalPort(), direct.getFile());
    }

    /**
     * Each connection that is made from now on is cut, in the middle of whatever there is, when so many bytes have come
     * to its client.
     *
     * @param bytes how many, asked for each connection
     */
    public void cutAfter(LongSupplier bytes) {
        lives = bytes;
        resets = true;
    }

    /** From now on a connection on which a client sends one of these texts is closed, as by a proxy that forbids it. */
    public void refuse(String... texts) {
        refused = List.of(texts);
    }

    /**
     * From now on nothing of the answer to a request with one of these texts is passed on, as by a proxy that waits for
     * the end of an answer.
     */
    public void hold(String... texts) {
        held = List.of(texts);
    }

    /** How many connections were cut for that reason. */
    public int cuts() {
        return cuts.get();
    }

    /** From now on connections go to another port of this machine; those that are open are cut. */
    public void turn(int port) throws IOException {
        target = port;
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    /** From now on nothing passes in either direction; nothing is closed. */
    public void cut() {
        towardsClient.allow(0);
        towardsServer.allow(0);
    }

    /** Everything passes again. */
    public void mend() {
        towardsClient.allow(Integer.MAX_VALUE);
        towardsServer.allow(Integer.MAX_VALUE);
    }

    /** From now on the client gets at most so many bytes a second. */
    public void throttle(int bytesPerSecond) {
        int chunks = Math.max(1, bytesPerSecond / CHUNK * TICK_MILLIS / 1000);
        ticker.scheduleAtFixedRate(() -> towardsClient.allow(chunks), 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws IOException {
        door.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        pumps.shutdownNow();
        ticker.shutdownNow();
    }

    private void welcome() {
        try {
            while (!door.isClosed()) {
                connect(door.accept());
            }
        } catch (IOException e) {
            if (!door.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.setReceiveBufferSize(RECEIVE_BUFFER);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (ConnectException e) {
            client.close(); // nobody listens there: the client sees that somebody hung up
            return;
        }
        if (resets) {
            client.setSoLinger(true, 0); // cut for good: what has not arrived never does
        }
        sockets.addAll(List.of(client, server));
        AtomicBoolean holding = new AtomicBoolean();
        pumps.execute(() -> pump(client, server, towardsServer, Long.MAX_VALUE, holding));
        pumps.execute(() -> pump(server, client, towardsClient, lives.getAsLong(), holding));
    }

    private static boolean has(byte[] chunk, int length, List<String> texts) {
        String sent = texts.isEmpty() ? "" : new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
        return texts.stream().anyMatch(sent::contains);
    }

    private void pump(Socket from, Socket to, Gate gate, long life, AtomicBoolean holding) {
        byte[] chunk = new byte[CHUNK];
        long left = life;
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                gate.pass();
                if (gate == towardsServer && has(chunk, n, refused)) {
                    return;
                }
                if (gate == towardsServer && has(chunk, n, held)) {
                    holding.set(true);
                }
                if (gate == towardsServer || !holding.get()) {
                    out.write(chunk, 0, (int) Math.min(n, left));
                    left -= n;
                }
                if (left <= 0) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        } catch (IOException e) {
            // One side is gone; closing both tells the other, which is all that a network does.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
