package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubprotocolsTest {

    /** A request that knows nothing but its header lines of subprotocols. */
    private static HttpServletRequest request(String... lines) {
        return (HttpServletRequest) Proxy.newProxyInstance(SubprotocolsTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("getHeaders");
                    assertThat(arguments).containsExactly("Sec-WebSocket-Protocol");
                    return Collections.enumeration(List.of(lines));
                });
    }

    @Test
    void offered_noHeader_none() {
        assertThat(Subprotocols.offered(request())).isEmpty();
    }

    @Test
    void offered_oneLine_itsEntriesInOrder() {
        assertThat(Subprotocols.offered(request("carillon.v1.jsonl, bearer.abc ,carillon.v1.json")))
                .containsExactly("carillon.v1.jsonl", "bearer.abc", "carillon.v1.json");
    }

    @Test
    void offered_severalLines_asIfTheyWereOne() {
        assertThat(Subprotocols.offered(request("a,b", "c"))).containsExactly("a", "b", "c");
    }

    @Test
    void offered_emptyEntries_areSkipped() {
        assertThat(Subprotocols.offered(request(" , a,,", ""))).containsExactly("a");
    }
}
