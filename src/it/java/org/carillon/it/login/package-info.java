/** The login of a portal, for the tests of what ends with it. */
package org.carillon.it.login;
