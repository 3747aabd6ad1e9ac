package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whose idempotency keys those of a guest are: its device's, where it names one, else its session's. */
@ExtendWith(ArquillianExtension.class)
class GuestKeyIT {
    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() {
        return Wars.forGuests();
    }

    /** Publishes with a key, from a session of its own whose connection drops then; whether that was known. */
    private boolean duplicate(String query) {
        try (Client client = Client.to(base, query).dialect("carillon.v1.jsonl").connect()) {
            client.send("{\"type\":\"publish\",\"id\":1,\"channel\":\"open:keys\",\"content\":1,\"key\":\"k1\"}");
            boolean duplicate = client.reply("ack", "1").containsKey("duplicate");
            client.abort();
            return duplicate;
        }
    }

    @Test
    void guestWithADevice_keepsItsKeys_whenItReturns() {
        assertThat(duplicate("?user=gus&device=desk")).isFalse();
        assertThat(duplicate("?user=gus&device=desk")).isTrue();
    }

    @Test
    void guestOnAnotherDevice_orOfAnotherName_hasOtherKeys() {
        assertThat(duplicate("?user=guy&device=desk")).isFalse();
        assertThat(duplicate("?user=guy&device=phone")).isFalse();
        assertThat(duplicate("?user=gil&device=desk")).isFalse();
    }

    @Test
    void guestWithoutADevice_hasTheKeysOfItsSession() {
        assertThat(duplicate("?user=ges")).isFalse();
        assertThat(duplicate("?user=ges")).isFalse();
    }
}
