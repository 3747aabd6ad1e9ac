/** What unit tests share: clocks, transports and executors that a test moves by hand. */
package org.carillon.testing;
