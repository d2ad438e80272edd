package org.bailiwick.client.enrolment;

import java.security.KeyPair;

/**
 * The values that evidence is bound to: the authority's nonce and the key to be certified; and the
 * authority, for kinds that need a further message.
 */
public record EvidenceRequest(String nonce, KeyPair key, AuthorityClient authority) {}
