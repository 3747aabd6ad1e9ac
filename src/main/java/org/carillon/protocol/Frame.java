package org.carillon.protocol;

/** Encoded text ready to send: one message, or several of a dialect that may join them. Immutable, shared by all. */
public final class Frame {
    private final String text;
    private final int bytes;

    private Frame(String text, int bytes) {
        this.text = text;
        this.bytes = bytes;
    }

    /** A frame of the given text. */
    public static Frame of(String text) {
        return new Frame(text, utf8Length(text));
    }

    /** A frame of a text whose length in UTF-8 is known. */
    static Frame of(String text, int bytes) {
        return new Frame(text, bytes);
    }

    /** The text. */
    public String text() {
        return text;
    }

    /** The length in UTF-8 bytes. */
    public int bytes() {
        return bytes;
    }

    /** The length of a text in UTF-8 bytes; a lone surrogate counts as one byte, as encoders replace it by one. */
    public static int utf8Length(String text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x800) {
                boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                bytes += Character.isSurrogate(c) && !pair ? 0 : 2;
                i += pair ? 1 : 0;
            } else if (c >= 0x80) {
                bytes++;
            }
        }
        return bytes;
    }
}
