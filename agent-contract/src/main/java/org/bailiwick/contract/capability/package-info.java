/**
 * Capabilities of agents, in one algebra from the certificate to the last hop.
 *
 * <p>A capability has exactly one text; any other spelling is refused and never normalised, so sets
 * compare as sets of texts. {@code covers} is a partial order: fewer parameters allow more. {@code
 * narrowTo} never yields more than was held. The grammar (ABNF) is in docs/certificate-profile.md.
 */
package org.bailiwick.contract.capability;
