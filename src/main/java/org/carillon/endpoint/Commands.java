package org.carillon.endpoint;

import java.util.List;
import org.carillon.protocol.Command;

/**
 * What one text frame asked for.
 *
 * @param list its commands in order, at least one
 */
record Commands(List<Command> list) {}
