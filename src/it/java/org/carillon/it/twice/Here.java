package org.carillon.it.twice;

import jakarta.enterprise.context.ApplicationScoped;
import org.carillon.Call;

/** Answers calls of the same name as {@link There}. */
@ApplicationScoped
public class Here {

    @Call("twice")
    public void here() {}
}
