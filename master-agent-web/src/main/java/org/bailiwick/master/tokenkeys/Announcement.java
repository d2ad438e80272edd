package org.bailiwick.master.tokenkeys;

import jakarta.json.Json;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.outbound.ClientIdentity;
import org.bailiwick.node.tokenkeys.TokenKeys;

/**
 * A node's statement that it signs tokens with a key. It is a compact JWS by the key of the node's
 * client certificate, whose chain is in its header ({@code x5c}).
 *
 * @param issuer the issuer of the tokens
 */
record Announcement(String issuer, SpiffeId node, ECPublicKey key, Instant issuedAt) {

  static final String TYP = "token-key+jwt";
  static final String ALGORITHM = "ES256";
  static final String JWK = "jwk";

  /**
   * An announcement counts for this time. It is renewed long before, so only the keys of a node
   * that has ended run out, and then the node's last tokens have expired.
   */
  static final Duration LIFETIME = TokenKeys.PUBLISHED_AFTER;

  Instant expiresAt() {
    return issuedAt.plus(LIFETIME);
  }

  /**
   * The signed statement.
   *
   * @throws IllegalArgumentException when the certificate's key is no P-256 key
   */
  String signed(ClientIdentity identity) {
    CertificateKey signer = new CertificateKey(identity);
    return new JwsSigner(signer, PublicJwk.thumbprint(signer.publicKey()))
        .sign(
            TYP,
            identity.chain(),
            Json.createObjectBuilder()
                .add("iss", issuer)
                .add("sub", node.toString())
                .add("iat", issuedAt.getEpochSecond())
                .add("exp", expiresAt().getEpochSecond())
                .add(JWK, PublicJwk.of(key))
                .build());
  }
}
