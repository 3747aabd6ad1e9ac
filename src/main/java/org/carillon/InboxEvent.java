package org.carillon;

/**
 * What happens to inboxes, as CDI events. Observers run on the thread that causes the event; with Redis on another
 * one, an event after the other.
 */
public sealed interface InboxEvent {

    /** The id of the user whose inbox it is. */
    String user();

    /**
     * A device has confirmed what no device of its user had confirmed before.
     *
     * @param user the user
     * @param device the device's name, as in the handshake; empty if it gave none
     * @param position how far the inbox has been received now
     */
    record Received(String user, String device, Position position) implements InboxEvent {}
}
