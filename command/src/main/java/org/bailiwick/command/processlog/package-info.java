/**
 * The log of commands that run until they are stopped. Door: {@link
 * org.bailiwick.command.processlog.ProcessLog}. Invariant: each line is written whole.
 */
package org.bailiwick.command.processlog;
