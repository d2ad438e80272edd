/**
 * A domain node's ties to its authority: trust, CRLs, events, outbound calls, made once from one
 * set of settings. Door: {@link org.bailiwick.node.authority.AuthorityConnection}.
 *
 * <p>Invariant: the components of a node know the authority in the same way and by the same
 * settings; which issuers it has is read from its trust bundle and stands in no configuration.
 */
package org.bailiwick.node.authority;
