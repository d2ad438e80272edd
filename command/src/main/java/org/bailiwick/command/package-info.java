/**
 * The Java half of {@code ./bailiwick}: verbs that a shell script should not do. Door: {@link
 * org.bailiwick.command.Bailiwick}. Invariants: no secret on a command line, an error is one line
 * that says what to do, exit code 0 only when what was asked for is done.
 */
package org.bailiwick.command;
