package org.bailiwick.client.attestor;

import jakarta.json.JsonObject;
import java.security.KeyPair;
import java.util.function.UnaryOperator;

/**
 * The values that evidence is bound to: the authority's nonce, the key to be certified, and for a
 * TPM the authority's challenge, which is another message.
 */
public record EvidenceRequest(String nonce, KeyPair key, UnaryOperator<JsonObject> tpmChallenge) {}
