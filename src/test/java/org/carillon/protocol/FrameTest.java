package org.carillon.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;

class FrameTest {
    @Provide
    Arbitrary<String> mixed() {
        return Arbitraries.of("a", "\u007f", "\u0080", "é", "\u07ff", "\u0800", "漢", "\ud7ff", "\ue000", "\uffff", "😀",
                "\ud800", "\udbff", "\udc00", "\udfff").list().ofMaxSize(12).map(list -> String.join("", list));
    }

    @Property
    void utf8Length_anyString_isThatOfItsBytes(@ForAll String text) {
        assertThat(Frame.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Property(tries = 5000)
    void utf8Length_edgesOfTheEncodingAndHalfPairs_isThatOfItsBytes(@ForAll("mixed") String text) {
        assertThat(Frame.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Property
    void join_anyFrames_lineFeedsBetweenAndBytesAreExact(@ForAll @NotEmpty List<@NotEmpty String> texts) {
        Frame joined = Dialect.JSONL.join(texts.stream().map(Frame::of).toList());

        assertThat(joined.text()).isEqualTo(String.join("\n", texts));
        assertThat(joined.bytes()).isEqualTo(joined.text().getBytes(StandardCharsets.UTF_8).length);
    }
}
