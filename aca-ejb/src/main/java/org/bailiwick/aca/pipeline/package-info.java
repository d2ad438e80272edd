/**
 * Steps 2 to 7 of issuing, the same for every kind of certificate: what a body holds, lint,
 * reservation, signature, completion (docs/issuance.md).
 *
 * <p>Door: {@link org.bailiwick.aca.pipeline.IssuingPipeline}. Invariants: what is signed was
 * linted and reserved before, octet for octet; what is handed out was completed; no database
 * connection waits for the HSM.
 */
package org.bailiwick.aca.pipeline;
