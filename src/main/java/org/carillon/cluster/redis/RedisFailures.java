package org.carillon.cluster.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;
import org.carillon.node.Failures;

/** What is made of Redis's errors. */
final class RedisFailures {
    /** Answers of a server that is not, or no longer, the right one to ask. */
    private static final List<String> WRONG_SERVER = List.of(
            "READONLY", "LOADING", "MASTERDOWN", "NOAUTH", "MOVED", "ASK ", "CLUSTERDOWN");

    private RedisFailures() {}

    /** What a command is refused with while there is no link. */
    static RefusedException away() {
        return new RefusedException(ErrorCode.UNAVAILABLE, "the store cannot be reached now; try again in a while");
    }

    /** What a command is refused with while too much is under way. */
    static RefusedException slow() {
        return new RefusedException(ErrorCode.UNAVAILABLE, "the store is slow now; try again in a while");
    }

    /** What a command is refused with of which nobody knows whether it was done. */
    static RefusedException unknown() {
        return new RefusedException(ErrorCode.UNAVAILABLE,
                "the store did not answer, so this may have been done or not; repeat it with the same key");
    }

    /** What a command is refused with that Redis did not do. */
    static RefusedException refused() {
        return new RefusedException(ErrorCode.UNAVAILABLE,
                "the store takes nothing now, the server's log says why; try again in a while");
    }

    /** Whether Redis has forgotten the script. */
    static boolean noScript(Throwable error) {
        return Failures.cause(error) instanceof RedisNoScriptException;
    }

    /** Whether Redis answered that it does not do it. */
    static boolean answered(Throwable error) {
        return Failures.cause(error) instanceof RedisCommandExecutionException;
    }

    /** Whether the link is of no use any more. */
    static boolean endsLink(Throwable error) {
        Throwable cause = Failures.cause(error);
        String message = String.valueOf(cause.getMessage());
        return cause instanceof RedisCommandTimeoutException
                || answered(cause) && WRONG_SERVER.stream().anyMatch(message::contains);
    }

    /** What happened, in a few words without secrets: the innermost message says most. */
    static String reason(Throwable error) {
        Throwable cause = Failures.cause(error);
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof CancellationException || cause.getMessage() == null) {
            return "the connection was cut";
        }
        return cause.getMessage();
    }
}
