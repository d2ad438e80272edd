/**
 * Brings the records of ceremonies into a running node: issuers and their certificates into the
 * ledger, each key into service at its time, a root's CRL once the ceremony has signed it. Doors:
 * {@code Successors} and {@code RootCrls}, for the timer, and the objects that {@code KeyWiring}
 * produces. Invariant: a record is accepted only if its signature can be verified from an audit key
 * in the node's token.
 */
package org.bailiwick.aca.succession;
