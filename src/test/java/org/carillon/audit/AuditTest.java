package org.carillon.audit;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.carillon.testing.ListedLog;
import org.carillon.testing.ManualClock;
import org.junit.jupiter.api.Test;

class AuditTest {
    private final ManualClock clock = new ManualClock();
    private final ListedLog log = new ListedLog();
    private final Audit audit = new Audit(log, true, clock);

    private static JsonObject json(String line) {
        return Json.createReader(new StringReader(line)).readObject();
    }

    private JsonObject noted(AuditEvent event) {
        audit.note(event);
        return json(log.lines().get(log.lines().size() - 1));
    }

    private static AuditEvent.Refused origin(String origin) {
        return new AuditEvent.Refused("origin", "10.0.0.1", origin, "");
    }

    @Test
    void note_eachKind_oneLineOfJsonWithItsFields() {
        String time = ",\"event\":\"";
        audit.note(new AuditEvent.SignedIn(Way.BEARER, "anna", "s1", "10.0.0.1"));
        audit.note(new AuditEvent.Ended("slow", "anna", "s1", "10.0.0.1"));
        audit.note(origin("https://evil.example"));
        audit.note(new AuditEvent.Kicked("user", "anna", 2));
        audit.note(new AuditEvent.Act("drain", "user:root", "10.0.0.9", "node-1"));
        audit.note(new AuditEvent.OverLimit("handshakes", () -> "10.0.0.1"));

        assertThat(log.lines()).allMatch(line -> line.startsWith("{\"time\":\"" + clock.instant() + '"' + time));
        assertThat(log.lines().stream().map(line -> line.substring(line.indexOf(time) + 1))).containsExactly(
                "\"event\":\"sign_in\",\"how\":\"bearer\",\"user\":\"anna\",\"session\":\"s1\","
                        + "\"address\":\"10.0.0.1\"}",
                "\"event\":\"sign_out\",\"reason\":\"slow\",\"user\":\"anna\",\"session\":\"s1\","
                        + "\"address\":\"10.0.0.1\"}",
                "\"event\":\"refused\",\"reason\":\"origin\",\"address\":\"10.0.0.1\","
                        + "\"origin\":\"https://evil.example\"}",
                "\"event\":\"kick\",\"reason\":\"user\",\"user\":\"anna\",\"sessions\":2}",
                "\"event\":\"admin\",\"act\":\"drain\",\"by\":\"user:root\",\"address\":\"10.0.0.9\","
                        + "\"target\":\"node-1\"}",
                "\"event\":\"limit\",\"limit\":\"handshakes\",\"whom\":\"10.0.0.1\"}");
    }

    @Test
    void note_hostileName_staysWithinItsLineAndIsReadBackAsItWas() {
        String name = "a\"}\r\n{\"event\":\"admin\"\u001b[31m\u202e\u2066\u200b\u2028\u0085\u009b<b>&'\\\ud83c\u0000";
        JsonObject line = noted(new AuditEvent.SignedIn(Way.GUEST, name, "s", "::1"));

        assertThat(log.lines().get(0)).matches("[ -~]+").doesNotContain("<", "&", "\\\"").contains("\\u202e");
        assertThat(line.getString("user")).isEqualTo(name);
        assertThat(line.getString("event")).isEqualTo("sign_in");
    }

    @Property
    void note_anyText_oneBoundedLineOfPrintableAscii(@ForAll @StringLength(max = 1000) String text) {
        clock.advance(Duration.ofSeconds(1));
        JsonObject line = noted(origin(text));

        assertThat(log.lines().get(log.lines().size() - 1)).matches("[ -~]+").hasSizeLessThan(1500);
        String kept = line.getString("origin", "");
        assertThat(kept).isEqualTo(text.length() <= 200 ? text : text.substring(0, 197) + "...");
    }

    @Test
    void note_hundredThousandRefusals_fewLinesASecondAndTheRestCounted() {
        for (int i = 0; i < 100_000; i++) {
            audit.note(origin("https://evil" + i + ".example"));
            if (i % 10_000 == 9_999) {
                clock.advance(Duration.ofSeconds(1));
                audit.sweep();
            }
        }

        assertThat(log.lines()).hasSize(110);
        List<JsonObject> omitted = log.lines().stream().map(AuditTest::json)
                .filter(line -> line.getString("event").equals("omitted")).toList();
        assertThat(omitted).hasSize(10).allSatisfy(line -> {
            assertThat(line.getString("of")).isEqualTo("refused");
            assertThat(line.getString("reason")).isEqualTo("origin");
            assertThat(line.getInt("count")).isEqualTo(9_990);
        });
    }

    @Test
    void note_floodOfOneReason_hidesNoOther() {
        for (int i = 0; i < 1000; i++) {
            audit.note(origin("https://evil.example"));
        }
        audit.note(new AuditEvent.Refused("token", "10.0.0.2", "", ""));

        assertThat(log.lines()).hasSize(11);
        assertThat(log.lines().get(10)).contains("\"token\"");
    }

    @Test
    void sweep_calledOften_tellsOnceASecond() {
        for (int round = 0; round < 8; round++) {
            for (int i = 0; i < 100; i++) {
                audit.note(origin("null"));
            }
            audit.sweep();
            clock.advance(Duration.ofMillis(250));
        }

        assertThat(log.lines().stream().filter(line -> line.contains("omitted"))).hasSize(2);
    }

    @Test
    void sweep_nothingLeftOut_saysNothing() {
        audit.note(origin("null"));
        audit.sweep();

        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void note_switchedOff_nothing() {
        new Audit(log, false, clock).note(origin("null"));

        assertThat(log.lines()).isEmpty();
    }
}
