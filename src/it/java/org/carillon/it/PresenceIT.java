package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is in a channel, who comes and who goes. The grace period is a second here. */
@ExtendWith(ArquillianExtension.class)
class PresenceIT {
    private static final Duration GRACE = Duration.ofSeconds(1);

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private Client user(String name) {
        Client client = Client.to(base).dialect("carillon.v1.json")
                .header("Authorization", "Bearer " + Tokens.of(name)).connect();
        client.next("welcome");
        return client;
    }

    private static JsonObject enter(Client client, String channel) {
        return client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\"}").next("subscribed");
    }

    private static JsonObject watch(Client client, String channel) {
        return client.send("{\"type\":\"subscribe\",\"channel\":\"" + channel + "\",\"presence\":true}")
                .next("subscribed");
    }

    /** The news that a user came; a watcher gets that of its own coming too. */
    private static JsonObject joined(Client watcher, String user) {
        JsonObject join = watcher.next("join");
        while (!join.getJsonObject("member").getString("user").equals(user)) {
            join = watcher.next("join");
        }
        return join.getJsonObject("member");
    }

    private static List<JsonObject> members(Client client, String channel) {
        client.send("{\"type\":\"presence\",\"id\":\"who\",\"channel\":\"" + channel + "\"}");
        return client.reply("presence", "\"who\"").getJsonArray("members").getValuesAs(JsonObject.class);
    }

    @Test
    void member_hasUserSessionSinceAndPublicInfo() {
        long before = Instant.now().toEpochMilli();
        try (Client ann = Client.to(base).dialect("carillon.v1.json")
                .header("Authorization", "Bearer " + Tokens.of("ann")).connect()) {
            String session = ann.next("welcome").getString("session");
            enter(ann, "room:facts");
            JsonObject member = members(ann, "room:facts").get(0);
            assertThat(member.getString("user")).isEqualTo("ann");
            assertThat(member.getJsonArray("sessions")).hasToString("[\"" + session + "\"]");
            assertThat(member.getJsonNumber("since").longValue()).isBetween(before, Instant.now().toEpochMilli());
            assertThat(member.getJsonObject("info").getString("name")).isEqualTo("The ann");
            assertThat(member.getBoolean("guest", false)).isFalse();
        }
    }

    @Test
    void newcomer_isAnnouncedOnceToThoseWhoWatch_andToNobodyElse() {
        try (Client ann = user("ann"); Client ben = user("ben"); Client eve = user("eve")) {
            assertThat(watch(ann, "room:news").getJsonArray("members")).hasSize(1);
            assertThat(enter(ben, "room:news")).doesNotContainKey("members");
            assertThat(joined(ann, "ben").getJsonArray("sessions")).hasSize(1);
            enter(eve, "room:news");
            joined(ann, "eve");
            assertThat(ben.untilPong()).isEmpty();
            assertThat(members(ben, "room:news")).extracting(member -> member.getString("user"))
                    .containsExactly("ann", "ben", "eve");
        }
    }

    @Test
    void reloadWithinTheGracePeriod_isNeitherLeaveNorJoin() {
        try (Client watcher = user("ann")) {
            watch(watcher, "room:reload");
            Client page = user("ben");
            enter(page, "room:reload");
            joined(watcher, "ben");
            page.close();
            Client again = user("ben");
            enter(again, "room:reload");
            // Somebody who leaves for good after the reload marks the end of its grace period.
            Client last = user("zoe");
            enter(last, "room:reload");
            last.close();
            assertThat(watcher.nextIs("join").getJsonObject("member").getString("user")).isEqualTo("zoe");
            assertThat(watcher.nextIs("leave").getJsonObject("member").getString("user")).isEqualTo("zoe");
            assertThat(members(again, "room:reload")).extracting(member -> member.getString("user"))
                    .containsExactly("ann", "ben");
            again.close();
        }
    }

    @Test
    void clientThatDoesNotReturn_leavesAfterTheGracePeriod() {
        try (Client watcher = user("ann")) {
            watch(watcher, "room:gone");
            Client ben = user("ben");
            enter(ben, "room:gone");
            joined(watcher, "ben");
            long start = System.nanoTime();
            ben.abort();
            JsonObject leave = watcher.next("leave");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(GRACE);
            assertThat(leave.getString("channel")).isEqualTo("room:gone");
            assertThat(leave.getJsonObject("member").getString("user")).isEqualTo("ben");
            assertThat(members(watcher, "room:gone")).hasSize(1);
        }
    }

    @Test
    void severalDevices_areOneMember_whoLeavesWithTheLast() {
        try (Client watcher = user("ann"); Client desk = user("ben"); Client phone = user("ben")) {
            watch(watcher, "room:devices");
            enter(desk, "room:devices");
            joined(watcher, "ben");
            enter(phone, "room:devices");
            assertThat(members(watcher, "room:devices").get(1).getJsonArray("sessions")).hasSize(2);
            desk.send("{\"type\":\"unsubscribe\",\"id\":1,\"channel\":\"room:devices\"}").reply("unsubscribed", "1");
            assertThat(watcher.untilPong()).as("neither the second device nor the end of one is news").isEmpty();
            assertThat(members(watcher, "room:devices").get(1).getJsonArray("sessions")).hasSize(1);
            phone.send("{\"type\":\"unsubscribe\",\"channel\":\"room:devices\"}");
            assertThat(watcher.next("leave").getJsonObject("member").getString("user")).isEqualTo("ben");
        }
    }

    @Test
    void unsubscribe_leavesAtOnce() {
        try (Client watcher = user("ann"); Client ben = user("ben")) {
            watch(watcher, "room:leave");
            enter(ben, "room:leave");
            joined(watcher, "ben");
            long start = System.nanoTime();
            ben.send("{\"type\":\"unsubscribe\",\"channel\":\"room:leave\"}");
            watcher.next("leave");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(GRACE);
        }
    }

    @Test
    void guestWhoSignsIn_becomesAnotherMember() {
        try (Client watcher = user("ann"); Client guest = Client.to(base, "?user=gus").connect()) {
            watch(watcher, "room:guests");
            enter(guest, "room:guests");
            assertThat(joined(watcher, "guest:gus").getBoolean("guest")).isTrue();
            guest.send("{\"type\":\"auth\",\"token\":\"" + Tokens.of("gus") + "\"}").next("auth_result");
            assertThat(watcher.next("leave").getJsonObject("member").getString("user")).isEqualTo("guest:gus");
            assertThat(joined(watcher, "gus").getBoolean("guest", false)).isFalse();
        }
    }

    @Test
    void whereThePolicyHasNoPresence_nobodyIsAMember() {
        try (Client watcher = user("ann"); Client ben = user("ben")) {
            assertThat(watch(watcher, "quiet:a").getJsonArray("members")).isEmpty();
            enter(ben, "quiet:a");
            ben.send("{\"type\":\"publish\",\"channel\":\"quiet:a\",\"content\":1}").next("message");
            assertThat(watcher.next()).startsWith("{\"type\":\"message\"");
            assertThat(members(watcher, "quiet:a")).isEmpty();
        }
    }

    @Test
    void presenceOfAChannelOneIsNotIn_isRefused() {
        try (Client ann = user("ann")) {
            ann.send("{\"type\":\"presence\",\"id\":1,\"channel\":\"room:closed\"}");
            assertThat(ann.reply("error", "1").getString("code")).isEqualTo("not_subscribed");
        }
    }

    @Test
    void defaultChannelOfBareClients_tellsNobodyWhoComes_unlessAsked() {
        try (Client bare = Client.to(base, "?user=bob").connect(); Client ann = user("ann")) {
            bare.next("welcome");
            enter(ann, "lobby");
            assertThat(bare.untilPong()).isEmpty();
        }
    }
}
