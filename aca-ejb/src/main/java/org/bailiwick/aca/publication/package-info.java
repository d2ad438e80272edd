/**
 * Documents for relying parties, without log-in: a client needs the root's fingerprint and finds
 * the rest here. Doors: {@link org.bailiwick.aca.publication.Publications}, and {@link
 * org.bailiwick.aca.publication.OperatorAnchors} for whom this node itself believes.
 */
package org.bailiwick.aca.publication;
