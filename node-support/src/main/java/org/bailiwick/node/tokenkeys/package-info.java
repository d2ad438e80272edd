/**
 * The signing keys of a domain node, which ceremonies make. They sign the Master Agent's tokens and
 * the audit heads of Master Agent and registry. Door: {@link
 * org.bailiwick.node.tokenkeys.TokenKeys}.
 */
package org.bailiwick.node.tokenkeys;
