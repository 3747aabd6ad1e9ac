package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.carillon.it.kit.Client;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.ServerLog;
import org.carillon.it.kit.Tokens;
import org.carillon.it.kit.Wars;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Secrets that the settings do not hold, but name the files of. */
@ExtendWith(ArquillianExtension.class)
class SecretFileIT {
    private static final String HELLO = "{\"channel\":\"lobby\",\"content\":\"hello\"}";

    @ArquillianResource
    private URL base;

    @Deployment(testable = false)
    static WebArchive war() throws Exception {
        return Wars.with(Map.of("carillon.api.key.file", file("key", Wars.API_KEY, "rw-------"),
                "carillon.auth.jwt.secret.file", file("jwt", Wars.SECRET, "rw-r--r--")));
    }

    private static String file(String name, String secret, String permissions) throws Exception {
        Path directory = Files.createDirectories(Path.of("target", "it", "secrets").toAbsolutePath());
        Path file = Files.writeString(directory.resolve(name), secret + '\n');
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        return file.toString();
    }

    @Test
    void keyAndSecretOfFiles_areThoseThatCount() throws Exception {
        assertThat(Http.post(base, "api/publish", HELLO, "X-Api-Key", Wars.API_KEY).statusCode()).isEqualTo(200);
        assertThat(Http.post(base, "api/publish", HELLO, "X-Api-Key", "").statusCode()).isEqualTo(401);
        try (Client client = Client.to(base).header("Authorization", "Bearer " + Tokens.of("ann")).connect()) {
            assertThat(client.next("welcome").getString("user")).isEqualTo("ann");
        }
    }

    @Test
    void fileThatAllMayRead_isWarnedOf() {
        assertThat(ServerLog.whole()).contains("secrets/jwt of the setting carillon.auth.jwt.secret.file")
                .doesNotContain("secrets/key of the setting").doesNotContain(Wars.SECRET, Wars.API_KEY);
    }
}
