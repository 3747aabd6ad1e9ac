package org.carillon.endpoint;

import jakarta.websocket.Decoder;
import org.carillon.protocol.Dialect;

/** Turns a text message into commands; it always can, since what cannot be read is a command to refuse. */
public class CommandDecoder implements Decoder.Text<Commands> {

    private final Dialect dialect;

    /** Made by the container. */
    public CommandDecoder() {
        this(Dialect.BARE);
    }

    /** A decoder of the text frames of a dialect. */
    CommandDecoder(Dialect dialect) {
        this.dialect = dialect;
    }

    @Override
    public Commands decode(String text) {
        return new Commands(dialect.read(text));
    }

    @Override
    public boolean willDecode(String text) {
        return true;
    }
}
