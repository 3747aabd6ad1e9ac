package org.carillon.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.carillon.UserStatus;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.Test;

/** What every adapter of {@link Users} must do. */
public abstract class UsersContract {
    /** The time. */
    protected final ManualClock clock = new ManualClock();

    /** Nobody yet, as one node sees it. */
    protected abstract Users create();

    /** A user's status. */
    protected static UserStatus status(Users users, String user) {
        return users.status(user).toCompletableFuture().join();
    }

    @Test
    void status_online_isNowWithTheNewestCount() {
        Users users = create();
        users.note("anna", 1);
        users.note("anna", 3);
        users.note("anna", 2);
        users.note("bert", 1);
        clock.advance(Duration.ofHours(1));

        assertThat(status(users, "anna")).isEqualTo(new UserStatus("anna", 2, Optional.of(clock.instant())));
    }

    @Test
    void status_gone_isWhenTheLastSessionClosed() {
        Users users = create();
        users.note("{anna}%", 1);
        clock.advance(Duration.ofMinutes(1));
        Instant end = clock.instant();
        users.note("{anna}%", 0);
        clock.advance(Duration.ofHours(1));

        assertThat(status(users, "{anna}%")).isEqualTo(new UserStatus("{anna}%", 0, Optional.of(end)));
    }

    @Test
    void status_neverSeen_offlineWithoutTime() {
        assertThat(status(create(), "nobody")).isEqualTo(new UserStatus("nobody", 0, Optional.empty()));
    }
}
