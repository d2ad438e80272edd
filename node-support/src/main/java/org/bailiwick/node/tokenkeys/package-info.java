/**
 * The keys that sign for a domain node, one after the other, as ceremonies made them: the Master
 * Agent's tokens, and the heads of the audit logs of Master Agent and registry. Door: {@link
 * org.bailiwick.node.tokenkeys.TokenKeys}.
 */
package org.bailiwick.node.tokenkeys;
