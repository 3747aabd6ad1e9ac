package org.carillon.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.carillon.Member;
import org.carillon.Publication;
import org.junit.jupiter.api.Test;

class TickerTest {
    private final FakeCarillon carillon = new FakeCarillon();
    private final Ticker ticker = new Ticker(new Market(new Random(7)));

    @Test
    void nobodyIsThere_nothingIsPublished() {
        ticker.tick(carillon);

        assertThat(carillon.log).isEmpty();
    }

    @Test
    void somebodyIsThere_eachSymbolIsPublishedInItsSlot() {
        carillon.members.add(new Member("guest:ann", true, Instant.EPOCH, Map.of(), List.of("s")));
        ticker.tick(carillon);

        assertThat(carillon.log).hasSize(6).allMatch(publication -> publication.channel().equals("ticker"));
        assertThat(carillon.log).extracting(Publication::slot).doesNotHaveDuplicates().contains("Tin");
        assertThat(carillon.contents().get(0)).startsWith("{\"symbol\":\"Bronze\",\"price\":4")
                .contains("\"change\":");
    }
}
