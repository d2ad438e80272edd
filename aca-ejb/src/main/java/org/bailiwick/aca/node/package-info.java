/**
 * TLS server certificates of the nodes, renewed without a restart.
 *
 * <p>Doors: {@link org.bailiwick.aca.node.NodeCertificates} and, for this node's own files, {@link
 * org.bailiwick.aca.node.NodeTls}. Invariant: a renewal has the names that the ceremony gave.
 */
package org.bailiwick.aca.node;
