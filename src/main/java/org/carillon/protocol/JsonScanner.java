package org.carillon.protocol;

import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/**
 * Checks JSON text by RFC 8259 and finds where its values begin and end, so that a value can be passed on exactly as
 * its sender wrote it. It builds no tree and copies nothing. No parser of the platform offers spans of values, and a
 * tree would round numbers or lose their form.
 */
final class JsonScanner {
    /** How deep arrays and objects may be nested. */
    static final int DEPTH_LIMIT = 100;

    private final String text;
    private int at;

    JsonScanner(String text) {
        this.text = text;
    }

    /** The index of the next character to read. */
    int position() {
        return at;
    }

    /** Skips white space; whether anything follows. */
    boolean more() {
        while (at < text.length() && white(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    /** The next character after white space, which stays unread. */
    char peek() {
        if (!more()) {
            throw fault("it ends too early");
        }
        return text.charAt(at);
    }

    /** Reads the given character, after white space. */
    void expect(char c) {
        if (peek() != c) {
            throw fault("'" + c + "' was expected");
        }
        at++;
    }

    /** Reads the given character if it comes next, after white space. */
    boolean take(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** Reads over one value. */
    void value(int depth) {
        switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        }
    }

    /** Reads over a string; whether it has escapes. */
    boolean string() {
        expect('"');
        boolean escapes = false;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return escapes;
            }
            if (c == '\\') {
                escapes = true;
                escape();
            } else if (c < ' ') {
                throw fault("a string has a control character that is not escaped");
            }
        }
        throw fault("a string has no end");
    }

    private void object(int depth) {
        deeper(depth);
        expect('{');
        if (take('}')) {
            return;
        }
        do {
            if (peek() != '"') {
                throw fault("a key was expected");
            }
            string();
            expect(':');
            value(depth + 1);
        } while (take(','));
        expect('}');
    }

    private void array(int depth) {
        deeper(depth);
        expect('[');
        if (take(']')) {
            return;
        }
        do {
            value(depth + 1);
        } while (take(','));
        expect(']');
    }

    private void deeper(int depth) {
        if (depth >= DEPTH_LIMIT) {
            throw fault("it is nested deeper than " + DEPTH_LIMIT);
        }
    }

    private void escape() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        if (c == 'u') {
            for (int i = 0; i < 4; i++) {
                if (at >= text.length() || Character.digit(text.charAt(at), 16) < 0 || text.charAt(at) > 'f') {
                    throw fault("an escape \\u needs four hexadecimal digits");
                }
                at++;
            }
        } else if ("\"\\/bfnrt".indexOf(c) < 0) {
            throw fault("an unknown escape is in a string");
        }
    }

    private void word(String word) {
        if (!text.startsWith(word, at)) {
            throw fault("a value was expected");
        }
        at += word.length();
    }

    private void number() {
        skip('-');
        if (!skip('0')) {
            digits();
        }
        if (skip('.')) {
            digits();
        }
        if (skip('e') || skip('E')) {
            if (!skip('+')) {
                skip('-');
            }
            digits();
        }
    }

    private boolean skip(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void digits() {
        int from = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == from) {
            throw fault("a value was expected");
        }
    }

    private static boolean white(char c) {
        return c == ' ' || c == '\n' || c == '\t' || c == '\r';
    }

    /** What is wrong, and where. */
    RefusedException fault(String what) {
        return new RefusedException(ErrorCode.MALFORMED, "not valid JSON: " + what + " (at character " + at + ")");
    }
}
