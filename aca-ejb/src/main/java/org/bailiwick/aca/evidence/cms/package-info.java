/**
 * Documents that a cloud signed as CMS (RFC 5652).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.cms.SignedDocument}. Invariant: what is read is the
 * content inside of the signed structure; there is no copy beside it that could differ.
 */
package org.bailiwick.aca.evidence.cms;
