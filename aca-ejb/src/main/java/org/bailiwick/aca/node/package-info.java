/**
 * TLS server certificates of the nodes, renewed without a restart.
 *
 * <p>Door: {@link org.bailiwick.aca.node.NodeCertificates}. Invariant: a renewal has the names that
 * the ceremony gave.
 */
package org.bailiwick.aca.node;
