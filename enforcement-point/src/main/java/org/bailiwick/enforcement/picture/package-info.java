/**
 * What the enforcement point knows of the domain now. Door: {@link
 * org.bailiwick.enforcement.picture.DomainPicture}.
 *
 * <p>Invariants: a revocation is never taken back; of an agent that the feed does not name nothing
 * is known, so that questions about it are denied.
 */
package org.bailiwick.enforcement.picture;
