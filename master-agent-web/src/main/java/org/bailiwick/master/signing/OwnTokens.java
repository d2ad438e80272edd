package org.bailiwick.master.signing;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.SignedStatement;
import org.bailiwick.node.tokenkeys.TokenKeys;

/** Signs (ES256) and verifies the tokens of the trust domain, and publishes the keys. */
public final class OwnTokens {

  static final String ALGORITHM = "ES256";
  private static final String ACCESS_TOKEN = "at+jwt";

  private final String issuer;
  private final TokenKeys keys;
  private final Runnable requireCompleteLog;
  private final Clock clock;

  /**
   * {@code issuer} is the Master Agent's base URL. {@code requireCompleteLog} throws while the
   * audit log lacks rows that a signed head covers.
   */
  public OwnTokens(TokenKeys keys, Runnable requireCompleteLog, String issuer, Clock clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.requireCompleteLog = requireCompleteLog;
    this.clock = clock;
  }

  public String issuer() {
    return issuer;
  }

  /**
   * A new token.
   *
   * @throws org.bailiwick.contract.problem.ProblemException while the audit log is incomplete,
   *     because the database may be an old copy, which lacks rows of tokens
   */
  public String sign(String typ, JsonObject claims) {
    requireCompleteLog.run();
    return keys.signer(clock.instant()).sign(typ, claims);
  }

  /**
   * Verifies a token and returns its claims. The method throws access-token-invalid unless this
   * domain signed the token with exactly this {@code typ} and audience and the token has not
   * expired.
   */
  public JsonObject verify(String compact, String typ, String audience) {
    JwtChecks.Builder rules =
        JwtChecks.of(name(typ), ProblemType.ACCESS_TOKEN_INVALID)
            .type(typ)
            .algorithms(List.of(ALGORITHM))
            .keys(keyId -> keys.find(keyId, clock.instant()))
            .issuer(issuer)
            .audience(audience)
            .clock(clock);
    JwtChecks checks = (typ.equals(ACCESS_TOKEN) ? rules.confirmation("x5t#S256") : rules).build();
    return Json.createObjectBuilder(checks.verify(compact).claims()).build();
  }

  /**
   * The payload of a statement without expiry, which only this node reads; empty unless one of this
   * domain's keys, present or earlier, signed it with this {@code typ}.
   */
  public Optional<String> statement(String compact, String typ) {
    return keys.all().stream()
        .filter(key -> isNamed(key, compact))
        .flatMap(key -> SignedStatement.payload(compact, typ, key).stream())
        .findFirst();
  }

  private static boolean isNamed(PublicKey key, String compact) {
    return key instanceof ECPublicKey ec
        && CompactJws.read(compact)
            .flatMap(CompactJws::header)
            .filter(header -> PublicJwk.thumbprint(ec).equals(header.get("kid")))
            .isPresent();
  }

  /** The public keys as a JWK set (RFC 7517): the key in service, later keys, and earlier keys. */
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

  /** The hex SHA-256 of a compact token, which rows and logs hold instead of the token. */
  public static String digest(String compact) {
    return Sha256.hex(compact);
  }

  /** The first part of the name of a failed check. */
  private static String name(String typ) {
    return typ.equals(ACCESS_TOKEN) ? "access-token" : "txn-token";
  }
}
