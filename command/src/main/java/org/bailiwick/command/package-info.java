/**
 * The commands of {@code ./bailiwick} that are written in Java. Door: {@link
 * org.bailiwick.command.Bailiwick}. Invariants: no secret on a command line; an error is one line
 * that says what to do; the exit code is 0 only if the command did what was asked.
 */
package org.bailiwick.command;
