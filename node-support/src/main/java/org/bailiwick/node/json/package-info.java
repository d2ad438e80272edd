/**
 * JSON at the edges: {@link org.bailiwick.node.json.JsonText} writes, {@link
 * org.bailiwick.node.json.StrictJson} checks what came from outside before anything else reads it.
 *
 * <p>Invariants: text that two readers could understand in two ways (duplicate members, bytes that
 * are not UTF-8) is refused, as RFC 8725 section 2.4 and RFC 7493 advise; nesting is bounded.
 */
package org.bailiwick.node.json;
