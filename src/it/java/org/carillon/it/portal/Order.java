package org.carillon.it.portal;

import java.time.LocalDate;

/** An object of the portal, written by JSON-B when it is published. */
public class Order {
    private final String item;
    private final int amount;
    private final LocalDate due;

    /** An order of so many of an item. */
    public Order(String item, int amount, LocalDate due) {
        this.item = item;
        this.amount = amount;
        this.due = due;
    }

    public String getItem() {
        return item;
    }

    public int getAmount() {
        return amount;
    }

    public LocalDate getDue() {
        return due;
    }
}
