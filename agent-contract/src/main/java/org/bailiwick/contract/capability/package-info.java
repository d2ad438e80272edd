/**
 * Capabilities of agents, as certificates, token scopes and policies use them.
 *
 * <p>A capability has exactly one text. Other spellings are refused and never normalised, so sets
 * are compared as sets of texts. {@code covers} is a partial order: a capability with fewer
 * parameters allows more. {@code narrowTo} never returns more than the set covers. The document
 * {@code docs/certificate-profile.md} has the grammar (ABNF). {@code ToolName} is the name of a
 * capability as a tool.
 */
package org.bailiwick.contract.capability;
