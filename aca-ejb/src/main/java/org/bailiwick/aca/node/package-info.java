/**
 * Server and client certificates of the nodes, renewed without a restart.
 *
 * <p>Door: {@link org.bailiwick.aca.node.NodeCertificates}. Invariants: a renewal has the names
 * that the ceremony gave; a node gets certificates for itself only.
 */
package org.bailiwick.aca.node;
