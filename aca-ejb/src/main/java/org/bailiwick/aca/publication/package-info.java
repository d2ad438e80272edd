/**
 * Documents for relying parties, without log-in: a client needs the root's fingerprint and finds
 * the rest here. Door: {@link org.bailiwick.aca.publication.Publications}.
 */
package org.bailiwick.aca.publication;
