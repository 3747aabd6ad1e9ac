package org.carillon.endpoint.http;

import java.util.concurrent.atomic.AtomicReference;
import org.carillon.endpoint.Conversation;
import org.jspecify.annotations.Nullable;

/** One session without WebSocket: its way down, and its posts one after another. */
final class Link {
    private static final int LOST = 1006;
    private static final int BYE = 1000;

    /** How it has ended. */
    private record Ended(int code, String reason) {}

    private final String address;
    /** Guards itself and the next two; not held while a post is carried out. */
    private final Posts posts = new Posts();
    private boolean busy;
    private boolean leaving;
    /** The body of a post that is yet to come. */
    private final AtomicReference<@Nullable PostBody> reading = new AtomicReference<>();
    private volatile @Nullable Conversation conversation;
    private volatile @Nullable Ended ended;

    /** A session to be, whose client will name it by this secret. */
    Link(String address) {
        this.address = address;
    }

    /** The secret by which its client names it. */
    String address() {
        return address;
    }

    /** It is open; it may have ended already, while it was opened. */
    void opened(Conversation talk) {
        conversation = talk;
        Ended how = ended;
        if (how != null) {
            talk.ended(how.code, how.reason);
        }
    }

    /** It has ended; what it was first told counts. */
    void ended(int code, String reason) {
        Ended how = ended == null ? new Ended(code, reason) : ended;
        ended = how;
        endReading();
        Conversation talk = conversation;
        if (talk != null) {
            talk.ended(how.code, how.reason);
        }
    }

    /** Whether it is open. */
    boolean open() {
        return ended == null;
    }

    /** Something came from the client. */
    void heard() {
        Conversation talk = conversation;
        if (talk != null) {
            talk.heard();
        }
    }

    /** The client has gone without a word, or cannot be understood any more. */
    void lost() {
        ended(LOST, "");
    }

    /** Reads a post; a newer one takes the place of one that is still read, so that there is one at a time. */
    void read(PostBody body) {
        PostBody older = reading.getAndSet(body);
        if (older != null) {
            older.end(PostBody.Outcome.GIVEN_UP);
        }
        body.begin();
        if (!open()) {
            endReading();
        }
    }

    /** Ends a post that should be there by now. */
    void sweep(long now) {
        PostBody body = reading.get();
        if (body != null) {
            body.endIfLate(now);
        }
    }

    /** A post was read, or will not be. */
    void wasRead(PostBody body) {
        reading.compareAndSet(body, null);
    }

    private void endReading() {
        PostBody body = reading.getAndSet(null);
        if (body != null) {
            body.end(PostBody.Outcome.GIVEN_UP);
        }
    }

    /**
     * The client has said good-bye.
     *
     * @return whether the session has ended by it; not before what is being carried out was
     */
    boolean bye() {
        synchronized (posts) {
            leaving = true;
            if (busy) {
                return false;
            }
        }
        ended(BYE, "bye");
        return true;
    }

    /** Carries a post out, unless it was already, or one before it is missing, or another is being carried out. */
    Posts.Verdict post(long number, String commands) {
        synchronized (posts) {
            Posts.Verdict verdict = busy ? Posts.Verdict.BUSY : posts.take(number);
            if (verdict != Posts.Verdict.NEXT) {
                return verdict;
            }
            busy = true;
        }
        try {
            Conversation talk = conversation;
            if (talk != null) {
                talk.carryOut(talk.text(commands, true));
            }
        } finally {
            synchronized (posts) {
                busy = false;
            }
        }
        return Posts.Verdict.NEXT;
    }

    /** Whether the client has said good-bye. */
    boolean leaving() {
        synchronized (posts) {
            return leaving;
        }
    }

    /** The client has posted more than it may at once. */
    void tooLarge() {
        Conversation talk = conversation;
        if (talk != null) {
            talk.tooLarge();
        }
    }
}
