package org.carillon.endpoint;

import jakarta.websocket.Decoder;
import org.carillon.protocol.JsonDecoder;

/** Turns a text message into commands; it always can, since what cannot be read is a command to refuse. */
public class CommandDecoder implements Decoder.Text<Commands> {

    /** Made by the container. */
    public CommandDecoder() {}

    @Override
    public Commands decode(String text) {
        return new Commands(JsonDecoder.read(text));
    }

    @Override
    public boolean willDecode(String text) {
        return true;
    }
}
