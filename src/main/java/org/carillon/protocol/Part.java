package org.carillon.protocol;

/** What one chunk carries. All parts of a transfer are of one kind. */
public sealed interface Part {

    /** How many bytes it has on the wire, in UTF-8. */
    int bytes();

    /** A piece of the JSON text of a command. */
    record Text(String text) implements Part {
        @Override
        public int bytes() {
            return Frame.utf8Length(text);
        }
    }

    /**
     * A piece of the bytes of a command in MessagePack.
     *
     * @param data the bytes, not to be changed by anyone
     */
    @SuppressWarnings("ArrayRecordComponent") // parts are compared by nobody; a copy of megabytes would be waste
    record Binary(byte[] data) implements Part {
        @Override
        public int bytes() {
            return data.length;
        }
    }
}
