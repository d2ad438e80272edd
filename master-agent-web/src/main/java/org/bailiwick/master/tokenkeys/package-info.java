/**
 * The keys by which the domain nodes sign tokens: each node has its own, announces it to the others
 * in a row, and believes the rows of others. Door: {@link
 * org.bailiwick.master.tokenkeys.DomainKeys}.
 *
 * <p>Invariants: a row alone makes no key trusted, since it must hold a statement that a node of
 * this domain signed with the key of its client certificate; a key counts only while that
 * certificate counts; a key signs only after the other nodes could have read of it.
 */
package org.bailiwick.master.tokenkeys;
