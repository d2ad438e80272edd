/**
 * Admits requests before other code reads them. Door: {@link
 * org.bailiwick.node.admission.Admission}.
 *
 * <p>Invariants: a body is read as a whole, in bounded time, before its request is served; no
 * address or verified caller has all places; operators and nodes of this domain have places that
 * other callers do not get. A refused request is answered with a problem document, and its
 * connection is closed.
 */
package org.bailiwick.node.admission;
