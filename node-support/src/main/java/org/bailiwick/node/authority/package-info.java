/**
 * A domain node's connection to its authority: trust, CRLs, events and outbound calls. Door: {@link
 * org.bailiwick.node.authority.AuthorityConnection}.
 *
 * <p>Invariant: the components of a node use the same settings for the authority; its issuers come
 * from its trust bundle and not from configuration.
 */
package org.bailiwick.node.authority;
