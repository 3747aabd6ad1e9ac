package org.carillon.endpoint.transport;

import java.nio.ByteBuffer;
import java.util.List;
import org.carillon.protocol.Command;

/** What a session's messages become. Called by one thread at a time, in the order in which they came. */
public interface Incoming {

    /** Takes a part of a text message; the commands, if it was the last one. Never waits. */
    List<Command> text(String part, boolean last);

    /** Takes a part of a binary message; the commands, if it was the last one. Never waits. */
    List<Command> binary(ByteBuffer part, boolean last);

    /** Whether carrying out these commands waits for nothing, neither a disk nor the portal's code. */
    boolean prompt(List<Command> commands);

    /** Carries out commands. */
    void carryOut(List<Command> commands);

    /** A ping of the protocol came; whether it is to be answered, which those that are too many are not. */
    boolean pinged();

    /** A pong of the protocol came, asked for or not. */
    void ponged();

    /** A message is larger than the limit, or has more parts. */
    void tooLarge();

    /** Something failed on the way in. */
    void failed(Throwable failure);
}
