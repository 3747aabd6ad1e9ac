package org.carillon.cluster.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.carillon.Content;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication.Kind;
import org.carillon.cluster.Draft;
import org.carillon.cluster.MemberChange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeldNewsTest {
    private static final RedisNews.Item CAME = new RedisNews.Changed(new MemberChange("a", true,
            new Member("anna", false, Instant.EPOCH, Map.of(), List.of("s1"))));

    private final HeldNews held = new HeldNews();

    private static RedisNews.Item told(long offset) {
        return new RedisNews.Told(new Draft("a", Kind.CHAT, "anna", false, Content.json("" + offset), "", "")
                .at(new Position("e", offset), 5));
    }

    private List<RedisNews.Item> all() {
        List<RedisNews.Item> all = new ArrayList<>();
        for (RedisNews.@Nullable Item item = held.first(); item != null; item = held.first()) {
            all.add(item);
            held.removeFirst();
        }
        return all;
    }

    @Test
    void add_tooManyBytes_theNewestPublicationsAreHeld() {
        LongStream.rangeClosed(1, 10).forEach(offset -> held.add(told(offset), 1 << 20));

        assertThat(all()).containsExactly(told(7), told(8), told(9), told(10));
    }

    @Test
    void add_onePublicationThatIsTooLarge_isHeldSinceItShowsThatSomethingIsMissing() {
        held.add(told(1), 1 << 20);
        held.add(told(2), 1 << 24);

        assertThat(all()).containsExactly(told(2));
    }

    @Test
    void add_tooManyNews_changesOfMembersAreHeld() {
        held.add(CAME, 10);
        LongStream.rangeClosed(1, 2000).forEach(offset -> held.add(told(offset), 10));

        assertThat(all()).hasSize(1000).startsWith(CAME, told(1002)).endsWith(told(2000));
    }

    @Test
    void add_publicationHeardBeforeTheQuestionIsDropped_thoseAfterItAreNotTakenForEarlier() {
        held.add(told(1), 1 << 20);
        held.asked();
        held.add(told(2), 1 << 24);

        assertThat(held.firstWasBefore()).isFalse();
    }
}
