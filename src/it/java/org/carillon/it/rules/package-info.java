/** A portal that decides for itself who may do what in its channels. */
package org.carillon.it.rules;
