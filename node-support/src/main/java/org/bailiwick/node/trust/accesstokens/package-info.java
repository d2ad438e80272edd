/**
 * Which access tokens of a partner's authorization server count at this domain's resource server,
 * in whose words, and how they are validated (OAuth 2.1 section 5.2). Door: {@link
 * org.bailiwick.node.trust.accesstokens.AccessTokenTerms}.
 *
 * <p>Invariants: a server whose description has no such terms issues no token that counts; a word
 * that the terms lack stands for nothing, and a client that they lack is nobody.
 */
package org.bailiwick.node.trust.accesstokens;
