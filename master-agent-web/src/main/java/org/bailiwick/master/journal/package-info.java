/**
 * Jobs, steps and attempts in the database. Door: {@link org.bailiwick.master.journal.JobJournal};
 * {@link org.bailiwick.master.journal.JobDeletion} deletes what is old.
 *
 * <p>Invariants: a state is written before the action that it describes; an attempt's row, with its
 * token, is durable before the agent is called; a finished step or job never changes again; the end
 * of a step or job ends its tokens in the same commit.
 */
package org.bailiwick.master.journal;
