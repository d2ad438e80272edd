/**
 * The attestor {@code aws-document}: the identity document of an AWS instance (requirement R6).
 *
 * <p>Door: {@link org.bailiwick.aca.evidence.aws.InstanceDocuments}. Invariants: a signer is
 * trusted for its own region only; a document names no key, so an instance keeps its first key.
 */
package org.bailiwick.aca.evidence.aws;
