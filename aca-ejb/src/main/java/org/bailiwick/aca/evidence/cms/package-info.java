/**
 * Documents that a cloud signed as CMS (RFC 5652).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.cms.SignedDocument}. Invariant: a document is read
 * from the signed structure, and never from a separate copy, which could differ.
 */
package org.bailiwick.aca.evidence.cms;
