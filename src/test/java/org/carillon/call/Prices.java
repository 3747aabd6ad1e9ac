package org.carillon.call;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.carillon.Call;
import org.carillon.Content;
import org.carillon.ErrorCode;
import org.carillon.Identity;
import org.carillon.RefusedException;

/** Beans of a portal that answer calls. */
final class Prices {
    private Prices() {}

    /** A content of the portal's own type. */
    public static class Order {
        public String item = "";
        public int amount;
    }

    /** A bean with a method for each kind of parameter and answer. */
    @ApplicationScoped
    public static class Desk {
        private final CompletableFuture<Object> later = new CompletableFuture<>();

        @Inject
        private Visit visit;

        CompletableFuture<Object> later() {
            return later;
        }

        @Call("order")
        public Order order(Identity caller, Order order) {
            order.item += " for " + caller.user();
            return order;
        }

        @Call(value = "echo", guests = true)
        public Content echo(Content content) {
            return content;
        }

        @Call("value")
        public JsonValue value(JsonValue value) {
            return value;
        }

        @Call("object")
        public int object(JsonObject value) {
            return value.size();
        }

        @Call("text")
        public String text(String text) {
            return "<" + text + ">";
        }

        @Call("sum")
        public long sum(List<Integer> numbers) {
            return numbers.stream().mapToLong(Integer::longValue).sum();
        }

        @Call("half")
        public double half(int number) {
            return number / 2.0;
        }

        @Call("bytes")
        public byte[] bytes(byte[] bytes) {
            return bytes;
        }

        @Call("nothing")
        public void nothing() {}

        @Call("later")
        public CompletionStage<Object> answerLater() {
            return later;
        }

        @Call("refuse")
        public void refuse() {
            throw new RefusedException(ErrorCode.CONFLICT, "sold out");
        }

        @Call("fail")
        public void fail() {
            throw new IllegalStateException("a secret");
        }

        @Call("large")
        public String large(int bytes) {
            return "x".repeat(bytes);
        }

        @Call("unwritable")
        public Object unwritable() {
            return Map.of("self", new Knot());
        }

        @Call("visit")
        public int visit() {
            return visit.number();
        }
    }

    /** An object that JSON-B cannot write. */
    public static class Knot {
        public Object getTied() {
            throw new IllegalStateException("tied");
        }
    }

    /** A bean of one request, numbered. */
    @RequestScoped
    public static class Visit {
        private static final AtomicInteger[] COUNT = {new AtomicInteger()};
        private final int number = COUNT[0].incrementAndGet();

        public int number() {
            return number;
        }
    }

    /** A bean that is made for each call. */
    @Dependent
    public static class Helper {
        static final List<String> GONE = new java.util.concurrent.CopyOnWriteArrayList<>();

        @Call("helper")
        public boolean help() {
            return GONE.isEmpty();
        }

        @Call("helper.later")
        public CompletionStage<String> helpLater() {
            return CompletableFuture.completedFuture("done");
        }

        @PreDestroy
        void gone() {
            GONE.add("gone");
        }
    }
}
