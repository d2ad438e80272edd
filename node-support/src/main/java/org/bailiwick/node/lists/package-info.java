/**
 * Lists of a component's records for officers and auditors, in pages. Door: {@link
 * org.bailiwick.node.lists.ListResource}, which a component extends for each of its lists.
 *
 * <p>Invariants: the decision point is asked for every page; a page has a bounded size and is read
 * from an index, so that no list reads a whole table; a page token is valid for one selection of
 * one reader, at every node of the component ({@link
 * org.bailiwick.node.lists.PageTokens#ofAllNodes}).
 */
package org.bailiwick.node.lists;
