package org.bailiwick.client.attestor;

import jakarta.json.JsonObject;
import java.security.KeyPair;
import java.util.function.UnaryOperator;

/**
 * The values that evidence is bound to: the authority's nonce, the key to be certified, and for a
 * TPM a function that requests the authority's challenge.
 */
public record EvidenceRequest(String nonce, KeyPair key, UnaryOperator<JsonObject> tpmChallenge) {}
