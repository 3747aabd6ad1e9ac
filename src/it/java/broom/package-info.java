/**
 * A small application of its own, for the tests of redeployment: apart from Carillon's packages, so that what it leaves
 * in the server is not taken for Carillon's.
 */
package broom;
