package org.carillon.it.portal;

import jakarta.ejb.Stateless;
import org.carillon.Call;

/** An enterprise bean that is handed out by its interface alone. */
@Stateless
public class DepotBean implements Depot {

    @Override
    @Call("depot")
    public int count(String item) {
        return 2 * item.length();
    }
}
