/**
 * Jobs as callers see them: post, read, follow, cancel. The door is {@link
 * org.bailiwick.master.job.JobResource}.
 *
 * <p>Invariants: a job is durable, with its audit, before 202 is answered; a repeated request with
 * the same idempotency key answers the same job; a caller sees and cancels its own jobs only, as
 * the decision port says.
 */
package org.bailiwick.master.job;
