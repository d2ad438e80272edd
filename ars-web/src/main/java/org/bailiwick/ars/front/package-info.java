/**
 * The registry's page for people. Door: {@link org.bailiwick.ars.front.RegistryPageResource}.
 *
 * <p>Invariants: everything that an agent says is shown as text; the page lists agents for those
 * alone to whom {@code GET /v1/agents} gives them, by the same decision and with the same rows in
 * the audit log.
 */
package org.bailiwick.ars.front;
