package org.carillon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.carillon.it.kit.Http;
import org.carillon.it.kit.ServerProcess;
import org.carillon.it.kit.Wars;
import org.carillon.it.twice.Here;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A bad setting stops the deployment, and the log says which, what it was, and what is allowed. */
@ExtendWith(ArquillianExtension.class)
class StartupIT {
    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "interval", managed = false, testable = false)
    static WebArchive badInterval() {
        return war("carillon.heartbeat.interval", "soon");
    }

    @Deployment(name = "limit", managed = false, testable = false)
    static WebArchive badLimit() {
        return war("carillon.limits.message", "64K");
    }

    @Deployment(name = "channels", managed = false, testable = false)
    static WebArchive badChannels() {
        return war("carillon.channels", "lobby; room:* queue=fifo");
    }

    @Deployment(name = "key", managed = false, testable = false)
    static WebArchive badKey() {
        return war("carillon.auth.jwt.secret", "too short");
    }

    @Deployment(name = "file", managed = false, testable = false)
    static WebArchive noSuchFile() {
        return war("carillon.redis.password.file", "/run/secrets/of-nobody");
    }

    @Deployment(name = "both", managed = false, testable = false)
    static WebArchive keyAndItsFile() {
        return war("carillon.api.key.file", "/run/secrets/key");
    }

    @Deployment(name = "origin", managed = false, testable = false)
    static WebArchive badOrigin() {
        return war("carillon.origins", "https://example.com/portal");
    }

    @Deployment(name = "twice", managed = false, testable = false)
    static WebArchive callTwice() {
        return ShrinkWrap.create(WebArchive.class, "twice.war").merge(Wars.portal())
                .addPackage(Here.class.getPackage());
    }

    @Deployment(name = "good", managed = false, testable = false)
    static WebArchive good() {
        return Wars.forGuests();
    }

    private static WebArchive war(String key, String value) {
        return ShrinkWrap.create(WebArchive.class, key + ".war").merge(Wars.forGuests(Map.of(key, value)));
    }

    /** What the log says while a deployment fails. */
    private String failed(String deployment) throws IOException {
        int before = Files.readString(ServerProcess.log()).length();
        assertThatThrownBy(() -> deployer.deploy(deployment)).isInstanceOf(Exception.class);
        String log = Files.readString(ServerProcess.log());
        return log.length() < before ? log : log.substring(before); // shorter: a new file was begun meanwhile
    }

    @Test
    void durationThatCannotBeRead_stopsTheDeployment() throws Exception {
        assertThat(failed("interval")).contains("The setting carillon.heartbeat.interval is 'soon' but must be "
                + "a time such as 500ms, 10s, 5m or 1h, from 500ms to 3600s.");
    }

    @Test
    void numberThatCannotBeRead_stopsTheDeployment() throws Exception {
        assertThat(failed("limit")).contains("The setting carillon.limits.message is '64K' but must be "
                + "a whole number from 1024 to 16777216.");
    }

    @Test
    void channelPolicyThatDoesNotExist_stopsTheDeployment() throws Exception {
        assertThat(failed("channels")).contains("The setting carillon.channels is 'lobby; room:* queue=fifo' "
                + "but must be patterns separated by ';': queue=fifo of 'room:*' must be disconnect or latest.");
    }

    @Test
    void secretThatIsTooShort_stopsTheDeployment_andIsNotLogged() throws Exception {
        assertThat(failed("key")).contains("carillon.auth.jwt.secret").contains("less than 32 bytes")
                .doesNotContain("too short");
    }

    @Test
    void secretWhoseFileCannotBeRead_stopsTheDeployment() throws Exception {
        assertThat(failed("file")).contains("carillon.redis.password.file").contains("/run/secrets/of-nobody")
                .contains("a file that has the secret and can be read by the user that runs the server");
    }

    @Test
    void secretThatIsSetTwice_stopsTheDeployment_andIsNotLogged() throws Exception {
        assertThat(failed("both")).contains("carillon.api.key and carillon.api.key.file are both set")
                .doesNotContain(Wars.API_KEY);
    }

    @Test
    void originThatCannotBeRead_stopsTheDeployment() throws Exception {
        assertThat(failed("origin")).contains("carillon.origins").contains("https://example.com/portal");
    }

    @Test
    void twoMethodsForOneCall_stopTheDeployment() throws Exception {
        assertThat(failed("twice")).contains("@Call(\"twice\") is on two methods")
                .contains("org.carillon.it.twice.Here.here()").contains("org.carillon.it.twice.There.there()");
    }

    @Test
    void serverTakesAGoodDeployment_afterABadOne() throws Exception {
        failed("interval");
        deployer.deploy("good");
        try {
            assertThat(Http.get(ServerProcess.url("carillon"), "health").body()).contains("UP");
        } finally {
            deployer.undeploy("good");
        }
    }
}
