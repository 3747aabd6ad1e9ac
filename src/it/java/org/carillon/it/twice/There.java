package org.carillon.it.twice;

import jakarta.enterprise.context.ApplicationScoped;
import org.carillon.Call;

/** Answers calls of the same name as {@link Here}. */
@ApplicationScoped
public class There {

    @Call("twice")
    public void there() {}
}
