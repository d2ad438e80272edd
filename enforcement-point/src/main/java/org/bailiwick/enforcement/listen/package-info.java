/**
 * The local listener: questions of a web server and of services beside the process, health and
 * metrics. Door: {@link org.bailiwick.enforcement.listen.LocalListener}.
 *
 * <p>Invariants: it listens at the loopback interface or at a Unix domain socket alone; a body is
 * read without a waiting thread, so that slow ones keep nobody waiting; a fault is a denial.
 */
package org.bailiwick.enforcement.listen;
