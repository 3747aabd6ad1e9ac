package org.carillon.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpResponse;
import java.util.Map;
import org.carillon.it.login.LoginFilter;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A browser's HTTP session with a portal that signs users in. */
public final class Portal {
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <filter>
                <filter-name>login</filter-name>
                <filter-class>%s</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping><filter-name>login</filter-name><url-pattern>/*</url-pattern></filter-mapping>
            </web-app>
            """.formatted(LoginFilter.class.getName());

    /** Payara looks for HTTP sessions that timed out once a minute otherwise. */
    private static final String GLASSFISH_WEB_XML = """
            <!DOCTYPE glassfish-web-app PUBLIC "-//GlassFish.org//DTD GlassFish Application Server 3.1 Servlet 3.0//EN"
                "http://glassfish.org/dtds/glassfish-web-app_3_0-1.dtd">
            <glassfish-web-app>
              <session-config><session-manager><manager-properties>
                <property name="reapIntervalSeconds" value="1"/>
              </manager-properties></session-manager></session-config>
            </glassfish-web-app>
            """;

    private final URL base;
    private String cookie;

    private Portal(URL base, String cookie) {
        this.base = base;
        this.cookie = cookie;
    }

    /** A portal's WAR with a login, with some settings of its own. */
    public static WebArchive war(Map<String, String> settings) {
        return Wars.portal(settings).addPackage(LoginFilter.class.getPackage()).setWebXML(new StringAsset(WEB_XML))
                .addAsWebInfResource(new StringAsset(GLASSFISH_WEB_XML), "glassfish-web.xml");
    }

    /** Somebody who has an HTTP session and has not signed in. */
    public static Portal visit(URL base) throws Exception {
        return new Portal(base, cookie(Http.post(base, "login/visit", "")));
    }

    /** Signs the visitor in; what was opened before is still under the same HTTP session, which has another id. */
    public Portal signIn(String user) throws Exception {
        cookie = cookie(act("in?user=" + user));
        return this;
    }

    /** Signs out. */
    public void signOut() throws Exception {
        act("out");
    }

    /** Lets the HTTP session time out in a second. */
    public void timeOutSoon() throws Exception {
        act("soon");
    }

    /** The cookie of the HTTP session. */
    public String cookie() {
        return cookie;
    }

    private HttpResponse<String> act(String path) throws Exception {
        HttpResponse<String> answer = Http.post(base, "login/" + path, "", "Cookie", cookie);
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }
}
