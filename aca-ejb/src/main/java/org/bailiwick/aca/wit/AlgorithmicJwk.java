package org.bailiwick.aca.wit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.security.PublicKey;
import org.bailiwick.contract.credential.KeyAlgorithm;
import org.bailiwick.node.jose.PublicJwk;

/** A public key as a JWK that names the one algorithm to be used with it. */
final class AlgorithmicJwk {

  private AlgorithmicJwk() {}

  /** The key with {@code alg}, which a token's confirmation must have (workload-creds 5.1). */
  static JsonObject of(PublicKey key) {
    return Json.createObjectBuilder(PublicJwk.of(key)).add("alg", algorithm(key)).build();
  }

  /** RSA keys of agents sign in TLS 1.3 as well, which asks for PSS (RFC 8446 section 4.2.3). */
  private static String algorithm(PublicKey key) {
    return switch (KeyAlgorithm.of(key)) {
      case EC_P256 -> "ES256";
      case EC_P384 -> "ES384";
      case ED25519 -> "EdDSA";
      case RSA -> "PS256";
    };
  }
}
