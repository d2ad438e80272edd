/**
 * The options of an enrolment, and the file in the agent's folder that keeps them for renewals.
 *
 * <p>Doors: {@link org.bailiwick.command.enrolment.EnrolmentOptions}, read from the command line or
 * by {@link org.bailiwick.command.enrolment.OptionsFile}. Invariant: an option names a file with a
 * secret and is never the secret itself, so the file of options has none.
 */
package org.bailiwick.command.enrolment;
