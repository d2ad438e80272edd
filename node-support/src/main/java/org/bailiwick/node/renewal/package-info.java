/**
 * Renews a node's own certificates without a restart. Doors: {@link
 * org.bailiwick.node.renewal.CertificateFiles} for the authority, which issues to itself, {@link
 * org.bailiwick.node.renewal.CertificateRenewal} for every other node.
 *
 * <p>Invariant: a private key is generated on its node and never leaves it.
 */
package org.bailiwick.node.renewal;
