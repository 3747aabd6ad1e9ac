package org.carillon.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostsTest {
    private final Posts posts = new Posts();

    @Test
    void take_numbersFromOne_areCarriedOutOnceEach() {
        assertThat(posts.take(1)).isEqualTo(Posts.Verdict.NEXT);
        assertThat(posts.take(2)).isEqualTo(Posts.Verdict.NEXT);
        assertThat(posts.take(3)).isEqualTo(Posts.Verdict.NEXT);
    }

    @Test
    void take_anEarlierNumber_isARepetition() {
        posts.take(1);
        posts.take(2);
        assertThat(posts.take(2)).isEqualTo(Posts.Verdict.REPEATED);
        assertThat(posts.take(1)).isEqualTo(Posts.Verdict.REPEATED);
        assertThat(posts.take(3)).isEqualTo(Posts.Verdict.NEXT);
    }

    @Test
    void take_aLaterNumber_isAGap_andChangesNothing() {
        assertThat(posts.take(2)).isEqualTo(Posts.Verdict.GAP);
        assertThat(posts.take(1)).isEqualTo(Posts.Verdict.NEXT);
        assertThat(posts.take(Long.MAX_VALUE)).isEqualTo(Posts.Verdict.GAP);
    }
}
