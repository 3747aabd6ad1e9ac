package org.carillon.endpoint.transport;

import jakarta.websocket.Encoder;
import org.carillon.protocol.Frame;

/** Hands over the text of a frame of text, which was encoded once for all its receivers. */
public class FrameEncoder implements Encoder.Text<Frame> {

    /** Made by the container. */
    public FrameEncoder() {}

    @Override
    public String encode(Frame frame) {
        return frame.text();
    }
}
