/**
 * A node's TLS server certificate, renewed without a restart.
 *
 * <p>Doors: {@link org.bailiwick.node.renewal.ServerCertificateFiles} for the authority, which
 * issues to itself, {@link org.bailiwick.node.renewal.ServerCertificateRenewal} for every other
 * node. Invariants: the key never leaves the node's folder; a pair is replaced whole or not at all.
 */
package org.bailiwick.node.renewal;
