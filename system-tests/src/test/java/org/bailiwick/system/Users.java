package org.bailiwick.system;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bailiwick.contract.credential.Pem;

/** The identity provider's tokens for its user alice. */
public final class Users {
  private static final int MINUTES_5 = 300;

  private final Nodes nodes;

  public Users(Nodes nodes) {
    this.nodes = nodes;
  }

  /** An ID token that enrolment accepts. */
  public Jws token() {
    long now = Instant.now().getEpochSecond();
    return new Jws("RS256", "JWT", key())
        .header("kid", "idp-1")
        .claim("iss", nodes.address("idp"))
        .claim("sub", "alice")
        .claim("aud", "bailiwick")
        .claim("iat", now)
        .claim("exp", now + MINUTES_5)
        .claim("jti", UUID.randomUUID().toString())
        .claim("roles", List.of("agent-owner"));
  }

  public PrivateKey key() {
    return Pem.privateKey(Nodes.read(nodes.outside().resolve("idp/signing.key")));
  }
}
