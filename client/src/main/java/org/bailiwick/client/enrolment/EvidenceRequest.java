package org.bailiwick.client.enrolment;

import java.security.KeyPair;

/**
 * What evidence is for: the authority's nonce, the key to be certified, and the authority, should
 * the kind need a message more.
 */
public record EvidenceRequest(String nonce, KeyPair key, AuthorityClient authority) {}
