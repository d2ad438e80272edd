/**
 * What the command says when it helps or fails: each message names what is wrong and what to do.
 *
 * <p>Doors: {@link org.bailiwick.command.message.OneForm} gives all verbs the same help and the
 * same answer to wrong arguments, {@link org.bailiwick.command.message.FailureText} turns a failure
 * into text. Invariants: a failure is explained without a stack trace and without the name of a
 * class where a cause is known; no content of a file is printed.
 */
package org.bailiwick.command.message;
