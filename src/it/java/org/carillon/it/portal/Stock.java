package org.carillon.it.portal;

import jakarta.ejb.Stateless;
import org.carillon.Call;
import org.carillon.ErrorCode;
import org.carillon.RefusedException;

/** An enterprise bean, which runs in a transaction of its own. */
@Stateless
public class Stock {

    @Call("stock")
    public int stock(String item) {
        return item.length();
    }

    @Call("stock.refuse")
    public void refuse() {
        throw new RefusedException(ErrorCode.CONFLICT, "no bells left");
    }
}
