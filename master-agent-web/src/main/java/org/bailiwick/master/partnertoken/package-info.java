/**
 * Access tokens that partners' authorization servers have issued for this resource server (OAuth
 * 2.1 section 5.2). Door: {@link org.bailiwick.master.partnertoken.PartnerTokens}, which {@link
 * org.bailiwick.master.partnertoken.PartnerTokenMethods} ask.
 *
 * <p>Invariants: a token counts only if the description of its server permits that, for the agent
 * that the token's client means, and only with the certificate or the key to which it is bound; it
 * is verified by keys of its own server, or that server itself says that it is active; its row is
 * durable before anything rests on it; no token is stored, and one that its server was asked about
 * stays in memory only, until it expires; a server that does not answer delays its own partner
 * only.
 */
package org.bailiwick.master.partnertoken;
