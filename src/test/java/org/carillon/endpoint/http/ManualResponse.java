package org.carillon.endpoint.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A container's side of an answer, whose connection takes something when the test says so. */
final class ManualResponse extends ServletOutputStream implements AsyncContext {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int room;
    private boolean asked = true;
    private boolean broken;
    private int lost;
    private int completed;
    private final Answer answer = new Answer(this, this, () -> lost++);

    /** One that takes everything at once. */
    static ManualResponse open() {
        return new ManualResponse().takes(Integer.MAX_VALUE);
    }

    /** One whose container has not called back yet. */
    static ManualResponse shut() {
        return new ManualResponse();
    }

    Answer answer() {
        return answer;
    }

    /** Takes so many more pieces, and says so if it was asked. */
    ManualResponse takes(int pieces) {
        room = pieces;
        if (asked) {
            asked = false;
            answer.onWritePossible();
        }
        return this;
    }

    /** From now on writing fails. */
    ManualResponse breaks() {
        broken = true;
        return this;
    }

    String written() {
        return written.toString(StandardCharsets.UTF_8);
    }

    int completed() {
        return completed;
    }

    int lost() {
        return lost;
    }

    @Override
    public boolean isReady() {
        asked |= room == 0;
        return room > 0;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (broken) {
            throw new IOException("connection reset");
        }
        if (room == 0 || completed > 0) {
            throw new IllegalStateException("written without being asked to");
        }
        room -= room == Integer.MAX_VALUE ? 0 : 1;
        written.write(bytes, from, length);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void complete() {
        completed++;
    }

    @Override
    public ServletRequest getRequest() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ServletResponse getResponse() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean hasOriginalRequestAndResponse() {
        return true;
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
    public void start(Runnable run) {
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
        return 0;
    }
}
