/**
 * Documents for relying parties, without authentication: with the root's fingerprint a client finds
 * all others. Doors: {@link org.bailiwick.aca.publication.Publications}, and {@link
 * org.bailiwick.aca.publication.OperatorAnchors} for the operator CAs that this node accepts.
 */
package org.bailiwick.aca.publication;
