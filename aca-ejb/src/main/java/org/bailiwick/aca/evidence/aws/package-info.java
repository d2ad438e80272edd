/**
 * The attestor {@code aws-document}: the identity document of an AWS instance (requirement R6).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.aws.InstanceDocuments}. Invariants: a signer is
 * trusted for its own region only; a document names no key, so an instance is bound to the first.
 */
package org.bailiwick.aca.evidence.aws;
