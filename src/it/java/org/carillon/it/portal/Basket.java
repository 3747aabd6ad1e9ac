package org.carillon.it.portal;

import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.carillon.Carillon;

/** What one visitor of the portal has chosen. Servers may write it to disk between two requests, with its Carillon. */
@SessionScoped
public class Basket implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> items = new ArrayList<>();

    @Inject
    private Carillon carillon;

    /** Adds an item and tells the channel {@code baskets}; how many there are now. */
    public int add(String item) {
        items.add(item);
        carillon.publish("room:baskets", items);
        return items.size();
    }

    /** What is left of Carillon after it was written and read as a server does that passivates a session. */
    public Carillon passivated() throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(carillon);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(java.io.ObjectStreamClass type) throws ClassNotFoundException {
                return Class.forName(type.getName(), false, Basket.class.getClassLoader());
            }
        }) {
            return (Carillon) in.readObject();
        }
    }
}
