package org.carillon.endpoint.http;

import java.util.concurrent.locks.ReentrantLock;
import org.carillon.endpoint.Conversation;
import org.jspecify.annotations.Nullable;

/** One session without WebSocket: its way down, and its posts one after another. */
final class Link {
    private static final int LOST = 1006;
    private static final int BYE = 1000;

    /** How it has ended. */
    private record Ended(int code, String reason) {}

    private final String address;
    private final Posts posts = new Posts();
    /** Fair, so that posts are carried out in the order in which they came. */
    private final ReentrantLock turn = new ReentrantLock(true);
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

    /** The client has said good-bye, after what it had posted. */
    void bye() {
        turn.lock();
        try {
            ended(BYE, "bye");
        } finally {
            turn.unlock();
        }
    }

    /** Carries a post out, unless it was already, or one before it is missing. */
    Posts.Verdict post(long number, String commands) {
        turn.lock();
        try {
            Posts.Verdict verdict = posts.take(number);
            Conversation talk = conversation;
            if (verdict == Posts.Verdict.NEXT && talk != null) {
                talk.carryOut(talk.text(commands, true));
            }
            return verdict;
        } finally {
            turn.unlock();
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
