package org.carillon.demo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.carillon.Carillon;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.History;
import org.carillon.Member;
import org.carillon.Position;
import org.carillon.Publication;
import org.carillon.RefusedException;
import org.carillon.UserStatus;

/** Keeps what is published, in pages of {@link #page}, and who is in the channels. */
final class FakeCarillon implements Carillon {
    final List<Publication> log = new ArrayList<>();
    final List<String> notified = new ArrayList<>();
    final List<Member> members = new ArrayList<>();
    Optional<ErrorCode> refusal = Optional.empty();
    int page = 1000;

    @Override
    public Position publish(String channel, Object content) {
        return publish(channel, "", content);
    }

    @Override
    public Position publish(String channel, String slot, Object content) {
        refuse();
        Position position = new Position("e", log.size() + 1);
        log.add(new Publication(channel, position, Publication.Kind.MESSAGE, PORTAL, false, 0,
                Content.json(content.toString()), slot));
        return position;
    }

    private void refuse() {
        refusal.ifPresent(code -> {
            throw new RefusedException(code, "refused by the test");
        });
    }

    List<String> contents() {
        return log.stream().map(publication -> publication.content().json()).toList();
    }

    @Override
    public Position notifyChannel(String channel, Object content) {
        return publish(channel, content);
    }

    @Override
    public int notifyUser(String user, Object content) {
        notified.add(user + ' ' + content);
        return 2;
    }

    @Override
    public Position send(String user, Object content) {
        throw new UnsupportedOperationException();
    }

    @Override
    public History history(String channel, int limit) {
        refuse();
        return upTo(log.size());
    }

    @Override
    public History historyAfter(String channel, Position after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public History historyBefore(String channel, Position before, int limit) {
        return upTo((int) log.stream().filter(each -> each.position().offset() < before.offset()).count());
    }

    private History upTo(int end) {
        int begin = Math.max(0, end - page);
        return new History(new Position("e", log.size()), log.subList(begin, end), begin > 0);
    }

    @Override
    public List<Member> members(String channel) {
        refuse();
        return members;
    }

    @Override
    public UserStatus status(String user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int disconnect(String user) {
        notified.add("disconnect " + user);
        return 1;
    }

    @Override
    public void endLogin(String login) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void revokeToken(String id, Instant until) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void revokeTokens(String user, Instant before) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void revokeTokens(Instant before) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void recheck(String user) {
        throw new UnsupportedOperationException();
    }
}
