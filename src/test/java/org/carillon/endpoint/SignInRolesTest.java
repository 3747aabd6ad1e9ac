package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Collections;
import java.util.Set;
import org.carillon.Identity;
import org.carillon.cluster.Revocations;
import org.carillon.cluster.memory.MemoryRevocations;
import org.carillon.cluster.memory.MemoryTicketStore;
import org.carillon.node.Settings;
import org.carillon.session.Endings;
import org.carillon.session.Tickets;
import org.carillon.session.Waiting;
import org.carillon.testing.ManualClock;
import org.carillon.testing.TestSettings;
import org.junit.jupiter.api.Test;

class SignInRolesTest {
    private final ManualClock clock = new ManualClock();

    /** A request of anna, whom the container has signed in with these roles. */
    private static HttpServletRequest request(Set<String> roles) {
        Principal anna = () -> "anna";
        return (HttpServletRequest) Proxy.newProxyInstance(SignInRolesTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "getUserPrincipal" -> anna;
                    case "isUserInRole" -> roles.contains((String) arguments[0]);
                    case "getRemoteAddr" -> "127.0.0.1";
                    case "getHeaders" -> Collections.emptyEnumeration();
                    default -> null;
                });
    }

    private Identity signedIn(Set<String> roles, String... keysAndValues) {
        Settings settings = TestSettings.of(keysAndValues);
        Revocations revocations = new MemoryRevocations(1, clock);
        Tickets tickets = new Tickets(
                new MemoryTicketStore(1, clock), new Endings(revocations, settings, clock),
                new Waiting(settings), settings, clock);
        BearerTokens tokens = new BearerTokens(token -> {
            throw new AssertionError("no token is asked for");
        }, revocations, settings, clock);
        SignIn signIn = new SignIn(settings, new ContainerLogin(settings, new HttpSessions()), tokens, tickets,
                new ClientAddress(settings));
        return signIn.read(request(roles)).identity().orElseThrow();
    }

    @Test
    void read_containersLogin_keepsTheRolesThatMayCount() {
        Identity anna = signedIn(Set.of("staff", "boss", "cook", "auditor"), "carillon.auth.roles", "auditor, absent",
                "carillon.channels", "lobby subscribe=role:staff|clerk; x publish=role:boss");

        assertThat(anna.user()).isEqualTo("anna");
        assertThat(anna.roles()).containsExactlyInAnyOrder("staff", "boss", "auditor");
    }

    @Test
    void read_containersLogin_noRoleNamed_none() {
        assertThat(signedIn(Set.of("staff")).roles()).isEmpty();
    }
}
