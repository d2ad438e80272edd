/**
 * Documents for relying parties, without authentication: a client that knows the root's fingerprint
 * finds all of them. Doors: {@link org.bailiwick.aca.publication.Publications}, and {@link
 * org.bailiwick.aca.publication.OperatorAnchors} for the operator CAs that this node accepts.
 */
package org.bailiwick.aca.publication;
