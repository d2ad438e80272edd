/**
 * Verification of signatures.
 *
 * <p>Door: {@link org.bailiwick.node.signature.Verification}; {@link
 * org.bailiwick.node.signature.PathCertificate} uses it in path validation. Invariants: the
 * provider is chosen in this package; an unfit key, message or signature does not verify.
 */
package org.bailiwick.node.signature;
