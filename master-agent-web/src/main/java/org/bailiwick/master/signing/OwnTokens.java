package org.bailiwick.master.signing;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.List;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.tokenkeys.TokenKeys;

/** Signs (ES256) and verifies the domain's own tokens, and publishes the keys. */
public final class OwnTokens {

  static final String ALGORITHM = "ES256";

  private final String issuer;
  private final TokenKeys keys;
  private final Runnable records;
  private final Clock clock;

  /**
   * {@code issuer} is the Master Agent's base URL; {@code records} refuses while the records are
   * not complete.
   */
  public OwnTokens(TokenKeys keys, Runnable records, String issuer, Clock clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.records = records;
    this.clock = clock;
  }

  public String issuer() {
    return issuer;
  }

  /**
   * A new token.
   *
   * @throws org.bailiwick.contract.problem.ProblemException while the records are not complete: a
   *     token that is minted on an old copy of the database could not be told from the lost ones
   */
  public String sign(String typ, JsonObject claims) {
    records.run();
    return keys.signer(clock.instant()).sign(typ, claims);
  }

  /**
   * The claims of a token that we signed with exactly this {@code typ} for exactly this audience
   * and that has not expired; otherwise access-token-invalid.
   */
  public JsonObject verify(String compact, String typ, String audience) {
    return Json.createObjectBuilder(
            JwtChecks.of(name(typ), ProblemType.ACCESS_TOKEN_INVALID)
                .type(typ)
                .algorithms(List.of(ALGORITHM))
                .keys(keyId -> keys.find(keyId, clock.instant()))
                .issuer(issuer)
                .audience(audience)
                .clock(clock)
                .build()
                .verify(compact)
                .claims())
        .build();
  }

  /** The public keys as a JWK set (RFC 7517): the one in service, those to come, those before. */
  public JsonObject jwks() {
    JsonArrayBuilder all = Json.createArrayBuilder();
    keys.published(clock.instant()).forEach(key -> all.add(jwk(key)));
    return Json.createObjectBuilder().add("keys", all).build();
  }

  private static JsonObject jwk(ECPublicKey key) {
    return Json.createObjectBuilder(PublicJwk.of(key))
        .add("use", "sig")
        .add("alg", ALGORITHM)
        .add("kid", PublicJwk.thumbprint(key))
        .build();
  }

  /** The hex SHA-256 of a compact token: what rows and logs keep of it. */
  public static String digest(String compact) {
    return Sha256.hex(compact);
  }

  /** The first part of the names of failing checks. */
  private static String name(String typ) {
    return typ.equals("at+jwt") ? "access-token" : "txn-token";
  }
}
