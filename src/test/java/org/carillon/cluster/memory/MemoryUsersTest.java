package org.carillon.cluster.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.carillon.cluster.Users;
import org.carillon.cluster.UsersContract;
import org.junit.jupiter.api.Test;

class MemoryUsersTest extends UsersContract {
    @Override
    protected Users create() {
        return new MemoryUsers(clock);
    }

    @Test
    void status_tenThousandOthersSeenSince_isForgotten() {
        Users users = create();
        users.note("anna", 0);
        IntStream.range(0, 9_999).forEach(i -> users.note("u" + i, 0));
        assertThat(status(users, "anna").lastSeen()).isPresent();
        users.note("bert", 0);

        assertThat(status(users, "anna").lastSeen()).isEmpty();
        assertThat(status(users, "bert").lastSeen()).isPresent();
    }
}
