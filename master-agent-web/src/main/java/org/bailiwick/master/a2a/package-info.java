/**
 * The interface of A2A 1.0 to jobs: a message starts a job, and a task is a job. Door: {@link
 * org.bailiwick.master.a2a.AgentTasks}.
 *
 * <p>Both bindings, JSON-RPC (A2A 1.0 section 9) and HTTP+JSON (section 11), are served by one
 * class. Invariants: a message is accepted by the same checks as a job, by {@link
 * org.bailiwick.master.job.JobIntake}; a caller cannot tell another caller's task from one that
 * does not exist; nothing is guessed from text, because only a data part says what is to be done; a
 * repeated message of one caller gets the first task; a stream ends with its reader's right.
 */
package org.bailiwick.master.a2a;
