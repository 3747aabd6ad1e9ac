package org.carillon.protocol;

/**
 * Takes the parts of a message one by one and writes them in one encoding. It knows no names of fields: those are the
 * {@link MessageWriter}'s.
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

    /** The key of what comes next: a name of the protocol, which needs no escapes. */
    void name(String name);

    /** The key of what comes next: any text. */
    void key(String key);

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
