/**
 * The interface to jobs: post, read, follow, cancel. Door: {@link
 * org.bailiwick.master.job.JobResource}.
 *
 * <p>Invariants: a job and its audit rows are durable before 202 is answered; a repeated request
 * with the same idempotency key gets the same job; the decision point lets a caller read and cancel
 * its own jobs only.
 */
package org.bailiwick.master.job;
