/**
 * Lets requests in, before anything reads them. Door: {@link
 * org.bailiwick.node.admission.Admission}.
 *
 * <p>Invariants: a body is taken as a whole, in bounded time, before its request has a place among
 * those that are served; nobody, an address or a verified caller, has all places; operators and
 * nodes of the own domain have places that nobody else gets. A request that is not let in is
 * answered with a problem document, and its connection ends.
 */
package org.bailiwick.node.admission;
