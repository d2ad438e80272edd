/**
 * The registry's page for people. Door: {@link org.bailiwick.ars.front.RegistryPageResource}.
 *
 * <p>Invariants: everything that an agent says is shown as text, in a frame that says that nobody
 * has signed it; the page lists agents for those alone to whom {@code GET /v1/agents} gives them,
 * and finds those that {@code POST /v1/discovery} finds for the same reader, by the same decisions
 * and with the same rows in the audit log.
 */
package org.bailiwick.ars.front;
