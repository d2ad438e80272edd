/**
 * What the domain offers as tools of the Model Context Protocol. Door: {@link
 * org.bailiwick.master.tools.OfferedTools}.
 *
 * <p>Invariants: a caller sees no tool whose call its rights would not cover; what a tool is
 * called, and what is said of it, comes from this domain and from no agent, because a description
 * is read by a language model; a name of a tool tells the capability, without a table that nodes
 * would have to share.
 */
package org.bailiwick.master.tools;
