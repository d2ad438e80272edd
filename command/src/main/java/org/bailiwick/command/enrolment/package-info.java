/**
 * The options by which an agent is enrolled, and the file in its folder that keeps them for each
 * renewal.
 *
 * <p>Doors: {@link org.bailiwick.command.enrolment.EnrolmentOptions}, read from the command line or
 * by {@link org.bailiwick.command.enrolment.OptionsFile}. Invariant: an option names a file that
 * holds a secret and is never the secret itself, so the file has none.
 */
package org.bailiwick.command.enrolment;
