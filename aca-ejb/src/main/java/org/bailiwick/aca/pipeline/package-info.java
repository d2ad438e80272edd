/**
 * Steps 2 to 7 of issuance, the same for every kind of certificate: body, lint, reservation,
 * signature, completion (docs/issuance.md).
 *
 * <p>Door: {@link org.bailiwick.aca.pipeline.IssuingPipeline}. Invariants: the signed body is the
 * one that was linted and reserved, octet for octet; only completed certificates are handed out; no
 * database connection waits for the HSM.
 */
package org.bailiwick.aca.pipeline;
