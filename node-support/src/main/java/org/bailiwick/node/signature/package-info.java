/**
 * Verification of signatures.
 *
 * <p>Door: {@link org.bailiwick.node.signature.Verification}; {@link
 * org.bailiwick.node.signature.PathCertificate} brings it into path validation. Invariants: the
 * provider is chosen here and by name; whatever is wrong with key, message or signature, the answer
 * is no.
 */
package org.bailiwick.node.signature;
