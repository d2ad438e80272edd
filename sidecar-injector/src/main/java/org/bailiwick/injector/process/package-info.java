/**
 * The process. Door: {@link org.bailiwick.injector.process.SidecarInjector}.
 *
 * <p>Invariants: it does not start with a fault in its settings or its policy; it holds no right at
 * the API server, and asks it nothing.
 */
package org.bailiwick.injector.process;
