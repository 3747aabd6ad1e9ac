package org.carillon.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.carillon.protocol.Dialect;
import org.junit.jupiter.api.Test;

/** Channels that keep no members cost no act of the store of members, which may be elsewhere. */
class WithoutPresenceTest {
    @Test
    void channelWithoutPresence_whateverHappens_theStoreOfMembersIsNotAsked() {
        Node quiet = new Node("carillon.channels", "lobby presence=off; room:*");
        Node.Client first = quiet.subscribed("anna", Dialect.JSON, "lobby");
        Node.Client second = quiet.subscribed("bert", Dialect.JSON, "lobby");
        quiet.service.unsubscribe(first.session(), "", "lobby");
        quiet.broadcaster.broken("lobby");
        quiet.executor.runAll();
        quiet.subscribe(second, "", "lobby", false);
        quiet.end(second);
        quiet.clock.advance(Duration.ofMinutes(1));
        quiet.presence.sweep();

        assertThat(quiet.members.changes()).isZero();
    }
}
