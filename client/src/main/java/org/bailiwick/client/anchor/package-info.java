/**
 * Evidence of who stands behind an agent, a class a kind (docs/anchors/): tokens from a file or a
 * metadata service, and the documents of clouds.
 *
 * <p>Door: {@link org.bailiwick.client.anchor.InitialEvidence}, which each of the classes is.
 * Nothing is kept between two enrolments; a secret is read when it is needed and goes into one
 * request only.
 */
package org.bailiwick.client.anchor;
