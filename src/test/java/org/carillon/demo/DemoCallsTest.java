package org.carillon.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;
import org.junit.jupiter.api.Test;

class DemoCallsTest {
    private static final Identity ANN = Identity.guest("ann");

    private final FakeCarillon carillon = new FakeCarillon();
    private final DemoCalls calls = calls(true);

    private DemoCalls calls(boolean on) {
        DemoCalls made = new DemoCalls();
        made.carillon = carillon;
        made.demo = new DemoSwitch(on);
        return made;
    }

    private static JsonObject wanted(String to, String text) {
        return Json.createObjectBuilder().add("to", to).add("text", text).build();
    }

    private void refused(JsonObject wanted, ErrorCode code) {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> calls.ring(wanted, ANN))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void ring_tellsTheUserWhoItWas_andTheCallerHowManyDevices() {
        assertThat(calls.ring(wanted("guest:bob", " coffee? "), ANN).getInt("sessions")).isEqualTo(2);
        assertThat(carillon.notified)
                .containsExactly("guest:bob {\"from\":\"guest:ann\",\"text\":\"coffee?\"}");
    }

    @Test
    void ring_withoutSomeoneOrAText_isMalformed() {
        refused(Json.createObjectBuilder().build(), ErrorCode.MALFORMED);
        refused(wanted(" ", "x"), ErrorCode.MALFORMED);
        refused(wanted("guest:bob", " "), ErrorCode.MALFORMED);
        refused(wanted("guest:bob", "x".repeat(281)), ErrorCode.MALFORMED);
        assertThat(carillon.notified).isEmpty();
    }

    @Test
    void ring_tooOften_isRefused() {
        for (int i = 0; i < 6; i++) {
            calls.ring(wanted("guest:bob", "x"), ANN);
        }
        refused(wanted("guest:bob", "x"), ErrorCode.TOO_MANY);
    }

    @Test
    void kill_endsTheCallersSessions() {
        assertThat(calls.kill(ANN).getInt("sessions")).isEqualTo(1);
        assertThat(carillon.notified).containsExactly("disconnect guest:ann");
    }

    @Test
    void demoIsOff_nobodyAnswers() {
        DemoCalls off = calls(false);
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> off.ring(wanted("guest:bob", "x"), ANN))
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NO_SUCH_METHOD));
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> off.kill(ANN))
                .withMessageContaining("'demo.kill'");
        assertThat(carillon.notified).isEmpty();
    }
}
