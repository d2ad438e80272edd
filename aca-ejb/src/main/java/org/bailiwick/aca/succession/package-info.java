/**
 * How what ceremonies recorded comes into a running node: issuers and what they certified into the
 * ledger, each key into service at its moment, a root's CRL when the ceremony has signed it. Doors:
 * {@code Successors} and {@code RootCrls}, for the timer, and what {@code KeyWiring} produces.
 * Invariant: a record counts only if an audit key that the node's token holds leads to it.
 */
package org.bailiwick.aca.succession;
