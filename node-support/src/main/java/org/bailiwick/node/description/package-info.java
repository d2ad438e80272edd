/**
 * The description of a component's interface (OpenAPI). Door: {@link
 * org.bailiwick.node.description.InterfaceDocument}.
 *
 * <p>Invariants: a component serves its own document only, at {@code /openapi} below its context
 * root; the document names the configured server.
 */
package org.bailiwick.node.description;
