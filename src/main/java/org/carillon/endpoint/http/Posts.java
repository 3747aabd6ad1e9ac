package org.carillon.endpoint.http;

/** The numbers of one session's posts. Guarded by whoever owns it. */
final class Posts {
    private long last;

    /** What is to be done with a post. */
    enum Verdict {
        /** It is carried out. */
        NEXT,
        /** It has been: browsers send a request again when a connection breaks. */
        REPEATED,
        /** One before it is missing. */
        GAP
    }

    /** Judges a post by its number; the next one counts as carried out from now on. */
    Verdict take(long number) {
        if (number <= last) {
            return Verdict.REPEATED;
        }
        if (number > last + 1) {
            return Verdict.GAP;
        }
        last = number;
        return Verdict.NEXT;
    }
}
