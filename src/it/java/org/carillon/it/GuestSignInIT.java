package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.net.URL;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests, and guests that sign in. */
@ExtendWith(ArquillianExtension.class)
class GuestSignInIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    private static String auth(String token) {
        return "{\"type\":\"auth\",\"token\":\"" + token + "\"}";
    }

    @Test
    void guestWithAName_hasItInItsId() {
        try (Client client = Client.to(base, "?user=Zo%C3%AB%20%F0%9F%8E%B5").connect()) {
            JsonObject welcome = client.next("welcome");
            assertThat(welcome.getString("user")).isEqualTo("guest:Zoë \uD83C\uDFB5");
            assertThat(welcome.getBoolean("guest")).isTrue();
            assertThat(welcome.containsKey("expires")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?user=", "?user=%20", "?user=a%0Ab",
        "?user=aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg"})
    void guestWithoutAUsableName_getsARandomOne(String query) {
        try (Client one = Client.to(base, query).connect(); Client other = Client.to(base, query).connect()) {
            String name = one.next("welcome").getString("user");
            assertThat(name).matches("guest:[a-z0-9]{1,6}");
            assertThat(other.next("welcome").getString("user")).isNotEqualTo(name);
        }
    }

    @Test
    void guestThatSignsIn_becomesThatUser_forThoseWhoSeeIt() {
        try (Client guest = Client.to(base, "?user=gus").dialect("carillon.v1.json").connect();
                Client watcher = Client.to(base).dialect("carillon.v1.json").connect()) {
            guest.send("{\"type\":\"subscribe\",\"channel\":\"room:guests\"}").next("subscribed");
            watcher.send("{\"type\":\"subscribe\",\"channel\":\"room:guests\",\"presence\":true}").next("subscribed");
            JsonObject result = guest.send(auth(Tokens.of("gustav"))).next("auth_result");
            assertThat(result.getString("user")).isEqualTo("gustav");
            assertThat(watcher.next("leave").getJsonObject("member").getString("user")).isEqualTo("guest:gus");
            assertThat(watcher.next("join").getJsonObject("member").getString("user")).isEqualTo("gustav");
            guest.send("{\"type\":\"publish\",\"channel\":\"room:guests\",\"content\":1}");
            JsonObject message = watcher.next("message");
            assertThat(message.getString("sender")).isEqualTo("gustav");
            assertThat(message.containsKey("guest")).isFalse();
        }
    }

    @Test
    void guestWhoseSignInFails_staysAGuest() {
        try (Client client = Client.to(base, "?user=gus").connect()) {
            client.next("welcome");
            JsonObject result = client.send(auth("nonsense")).next("auth_result");
            assertThat(result.getBoolean("success")).isFalse();
            client.send("{\"type\":\"chat\",\"content\":\"me\"}");
            JsonObject chat = client.next("chat");
            assertThat(chat.getString("sender")).isEqualTo("guest:gus");
            assertThat(chat.getBoolean("guest")).isTrue();
        }
    }

    @Test
    void guestWhoTriesTokensForEver_isClosed() {
        try (Client client = Client.to(base).connect()) {
            for (int i = 0; i < 21; i++) {
                client.send(auth("guess-" + i));
            }
            assertThat(client.ended().code()).isEqualTo(1008);
            assertThat(client.ended().word()).isEqualTo("malformed");
        }
    }

    @Test
    void guestThatSignedIn_cannotBecomeAnother() {
        try (Client client = Client.to(base).connect()) {
            client.send(auth(Tokens.of("ann"))).next("auth_result");
            assertThat(client.send(auth(Tokens.of("bob"))).next("error").getString("code")).isEqualTo("forbidden");
            client.send("{\"type\":\"chat\",\"content\":\"me\"}");
            assertThat(client.next("chat").getString("sender")).isEqualTo("ann");
        }
    }
}
