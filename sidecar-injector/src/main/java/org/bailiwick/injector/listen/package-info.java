/**
 * The TLS listener for API servers and probes. Door: {@link
 * org.bailiwick.injector.listen.InjectorListener}.
 *
 * <p>Invariants: TLS 1.2 and 1.3 alone; a body is read without a waiting thread and within seconds,
 * so that slow ones keep nobody waiting; no page of the server's own is shown.
 */
package org.bailiwick.injector.listen;
