package org.carillon.endpoint.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** A container's side of a request whose body comes when the test says so. */
final class ManualRequest extends ServletInputStream implements AsyncContext {
    private final Queue<Byte> came = new ArrayDeque<>();
    /** What was handed over to another thread. */
    final Queue<Runnable> handed = new ArrayDeque<>();
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final PostBody body;
    private boolean whole;
    int status;
    int completed;
    int abandoned;

    /** A request whose body is read up to so many bytes; the answer to it is given as told, or fails. */
    ManualRequest(int most, PostBody.Taker taker) {
        body = new PostBody(this, this, most, bytes -> {
            taken.writeBytes(bytes);
            return taker.take(bytes);
        }, () -> abandoned++);
    }

    PostBody body() {
        return body;
    }

    /** So much more has come. */
    ManualRequest comes(String text) throws Exception {
        for (byte next : text.getBytes(StandardCharsets.UTF_8)) {
            came.add(next);
        }
        body.onDataAvailable();
        return this;
    }

    /** Nothing more comes. */
    ManualRequest ends() throws Exception {
        whole = true;
        body.onDataAvailable();
        body.onAllDataRead();
        return this;
    }

    /** Runs what was handed over. */
    void run() {
        handed.remove().run();
    }

    @Override
    public boolean isReady() {
        return whole || !came.isEmpty();
    }

    @Override
    public boolean isFinished() {
        return whole && came.isEmpty();
    }

    @Override
    public int read() {
        return came.isEmpty() ? -1 : came.remove();
    }

    @Override
    public int read(byte[] target, int from, int length) {
        if (isFinished()) {
            return -1;
        }
        int count = Math.min(length, came.size());
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = came.remove();
        }
        System.arraycopy(bytes, 0, target, from, count);
        return count;
    }

    @Override
    public ServletResponse getResponse() {
        return (ServletResponse) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {HttpServletResponse.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setStatus")) {
                        status = (int) arguments[0];
                    }
                    return method.getReturnType() == boolean.class ? false : null;
                });
    }

    @Override
    public void start(Runnable run) {
        handed.add(run);
    }

    @Override
    public void complete() {
        completed++;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServletRequest getRequest() {
        return (ServletRequest) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {ServletRequest.class}, (proxy, method, arguments) -> null);
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void dispatch() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void dispatch(String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void dispatch(ServletContext context, String path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addListener(AsyncListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void addListener(AsyncListener listener, ServletRequest request, ServletResponse response) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T extends AsyncListener> T createListener(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(long timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long getTimeout() {
        throw new UnsupportedOperationException();
    }
}
