package org.carillon.it.portal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.carillon.Call;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;

/** Answers calls of clients. */
@ApplicationScoped
public class Desk {
    private volatile CountDownLatch gate = new CountDownLatch(1);

    @Inject
    private Visit visit;

    /** What a client asks for, as JSON-B reads it. */
    public static class Question {
        private String item = "";
        private int amount;

        public String getItem() {
            return item;
        }

        public void setItem(String item) {
            this.item = item;
        }

        public int getAmount() {
            return amount;
        }

        public void setAmount(int amount) {
            this.amount = amount;
        }
    }

    /** By an object of the portal, for an object of the portal. */
    @Call("price")
    public Map<String, Object> price(Question question, Identity caller) {
        return Map.of("text", question.getAmount() + " " + question.getItem() + " for " + caller.user());
    }

    @Call(value = "echo", guests = true)
    public Content echo(Content content) {
        return content;
    }

    @Call(value = "who", guests = true)
    public String who(Identity caller) {
        return caller.user() + (caller.guest() ? " guest" : " user");
    }

    @Call("size")
    public int size(JsonObject object) {
        return object.size();
    }

    @Call("later")
    public CompletionStage<String> later(String text) {
        return CompletableFuture.completedFuture(text);
    }

    @Call("never")
    public CompletionStage<String> never() {
        return new CompletableFuture<>();
    }

    /** Waits until the gate is open, without an answer of its own. */
    @Call("wait")
    public void waitAtTheGate() throws InterruptedException {
        if (!gate.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody opened the gate");
        }
    }

    /** Opens the gate; it is closed for those that come later. */
    @Call("open")
    public void open() {
        CountDownLatch before = gate;
        gate = new CountDownLatch(1);
        before.countDown();
    }

    @Call("sold-out")
    public void soldOut() {
        throw new RefusedException(ErrorCode.CONFLICT, "no bells left");
    }

    @Call("fail")
    public void fail() {
        throw new IllegalStateException("a secret of the portal");
    }

    @Call("large")
    public String large(int characters) {
        return "x".repeat(characters);
    }

    @Call("visit")
    public int visit() {
        return visit.number();
    }
}
