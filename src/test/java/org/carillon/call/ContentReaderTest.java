package org.carillon.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.carillon.Content;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentReaderTest {

    /** The reason goes to the client in UTF-8, which half a surrogate pair has none of. */
    @ParameterizedTest
    @ValueSource(strings = {"", "x"})
    void read_longTextOfAnotherType_theReasonIsCutBetweenCharacters(String start) {
        Content content = Content.json('"' + start + "😀".repeat(200) + '"');

        assertThatThrownBy(() -> new ContentReader().read(content, LocalDate.class))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("😀").hasMessageEndingWith("…")
                .satisfies(refusal -> assertThat(new String(refusal.getMessage().getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.UTF_8)).isEqualTo(refusal.getMessage()));
    }
}
