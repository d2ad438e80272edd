/**
 * The description of a component's interface (OpenAPI). The door is {@link
 * org.bailiwick.node.description.InterfaceDocument}.
 *
 * <p>Invariants: a component serves the document that was written for it and no other, at {@code
 * /openapi} below its own context root; the server that it names is the one that is configured.
 */
package org.bailiwick.node.description;
