/** This server: its settings, its metrics, and how its beans are declared. May import only {@code org.carillon}. */
@org.jspecify.annotations.NullMarked
package org.carillon.node;
