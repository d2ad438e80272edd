/**
 * Work outside of the database that the end of a job, a step or a token causes. Whoever ends
 * something inserts an {@link org.bailiwick.master.outbox.EndingAct} by {@link
 * org.bailiwick.master.outbox.EndingActs} in the transaction of the end. {@link
 * org.bailiwick.master.outbox.OutboxWorker}, the door for timers and metrics, performs it
 * afterwards.
 *
 * <p>Invariants: neither the end nor its act is stored without the other; among all processes on
 * the database one performs acts, and an act that is marked was performed; an act may be performed
 * twice, so each kind must be harmless then; a target that does not answer delays only its own
 * acts; what an act names is checked again when it is performed.
 */
package org.bailiwick.master.outbox;
