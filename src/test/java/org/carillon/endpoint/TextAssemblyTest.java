package org.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TextAssemblyTest {
    private final TextAssembly text = new TextAssembly(10);

    @Test
    void add_onePart_isTheMessageItself() {
        String part = "hello";

        assertThat(text.add(part, true).orElseThrow()).isSameAs(part);
    }

    @Test
    void add_parts_areJoinedAtTheLast() {
        assertThat(text.add("ab", false)).isEmpty();
        assertThat(text.add("", false)).isEmpty();
        assertThat(text.add("cd", false)).isEmpty();
        assertThat(text.add("e", true)).contains("abcde");
    }

    @Test
    void add_nextMessage_beginsAnew() {
        text.add("12345", false);
        text.add("67890", true);

        assertThat(text.add("1234567890", true)).contains("1234567890");
        assertThat(text.add("", true)).contains("");
        assertThat(text.over()).isFalse();
    }

    @Test
    void add_partsOfNothing_doNotGoOnForEver() {
        for (int message = 0; message < 2; message++) {
            for (int i = 1; i < 1024; i++) {
                text.add("", false);
            }
            assertThat(text.add("a", true)).contains("a");
        }
        for (int i = 0; i < 1024; i++) {
            text.add("", false);
        }
        assertThat(text.over()).isFalse();

        assertThat(text.add("", false)).isEmpty();
        assertThat(text.over()).isTrue();
    }

    @Test
    void add_overTheLimitInOnePart_over() {
        assertThat(text.add("12345678901", true)).isEmpty();
        assertThat(text.over()).isTrue();
    }

    @Test
    void add_overTheLimitInParts_overBeforeTheLast() {
        text.add("1234567890", false);

        assertThat(text.add("1", false)).isEmpty();
        assertThat(text.over()).isTrue();
    }

    @Test
    void add_limit_isInUtf8Bytes() {
        assertThat(text.add("ééééé", true)).isPresent();
        assertThat(text.add("éééééx", true)).isEmpty();
        assertThat(text.over()).isTrue();
    }

    @Test
    void add_afterOver_nothingIsTaken() {
        text.add("12345678901", true);

        assertThat(text.add("ok", true)).isEmpty();
        assertThat(text.over()).isTrue();
    }

    @Property
    void add_anyParts_giveTheWholeOnce(@ForAll @NotEmpty @Size(max = 10) List<String> parts) {
        TextAssembly assembly = new TextAssembly(1 << 20);
        Optional<String> whole = Optional.empty();
        for (int i = 0; i < parts.size(); i++) {
            assertThat(whole).isEmpty();
            whole = assembly.add(parts.get(i), i == parts.size() - 1);
        }
        assertThat(whole).contains(String.join("", parts));
    }
}
