package org.carillon.protocol;

/**
 * Takes the parts of a message one by one and writes them in one encoding. Which fields a message has is known to the
 * {@link MessageWriter} alone.
 */
interface Sink {

    /** Begins a map of at most 15 entries. */
    void openMap();

    /** Begins a map of so many entries. */
    void openMap(int size);

    void closeMap();

    /** Begins a list of so many items. */
    void openList(int size);

    void closeList();

    /** The key of what comes next: a name of the protocol. */
    void name(Name name);

    /** The key of what comes next: any text. */
    void key(String key);

    /** A text that needs no escapes. */
    void word(String value);

    void text(String value);

    void flag(boolean value);

    void number(long value);

    /** A value given as valid JSON text. */
    void json(String json);

    /** Whether bytes can be written as such; if not they are a text in base64. */
    boolean takesBytes();

    /** Bytes as such, only where it {@link #takesBytes}. */
    void bytes(byte[] data);
}
