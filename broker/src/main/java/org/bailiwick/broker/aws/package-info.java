/**
 * Requests to services of Amazon Web Services, and to those that take the same signatures: AWS
 * Signature Version 4, by a static access key or by the session of a role for one transaction.
 *
 * <p>Door: {@link org.bailiwick.broker.aws.AwsSigning}. Invariants: the whole request is signed,
 * its body and all of its header fields; no key that was derived from a secret outlives its
 * request; a session is kept in memory only, for calls of one transaction. Decision 112.
 */
package org.bailiwick.broker.aws;
