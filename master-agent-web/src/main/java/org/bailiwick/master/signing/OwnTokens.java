package org.bailiwick.master.signing;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.SignedStatement;

/** Signs (ES256) and verifies the tokens of the trust domain, and publishes the keys. */
public final class OwnTokens {

  static final String ALGORITHM = "ES256";
  private static final String ACCESS_TOKEN = "at+jwt";

  private final String issuer;
  private final DomainKeys keys;
  private final Runnable requireCompleteLog;
  private final Clock clock;

  /**
   * {@code issuer} is the Master Agent's base URL. {@code requireCompleteLog} throws while the
   * audit log lacks rows that a signed head covers.
   */
  public OwnTokens(DomainKeys keys, Runnable requireCompleteLog, String issuer, Clock clock) {
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
   *     because the database may be an old copy, which lacks rows of tokens; and while no other
   *     node could know the key
   */
  public String sign(String typ, JsonObject claims) {
    requireCompleteLog.run();
    return keys.signer(clock.instant()).sign(typ, claims);
  }

  /** The same for a text that is no token and whose octets stay as they are. */
  public String signText(String typ, String payload) {
    requireCompleteLog.run();
    return keys.signer(clock.instant()).signText(typ, payload);
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
    JwtChecks checks =
        (typ.equals(ACCESS_TOKEN) ? rules.confirmation(Set.of("x5t#S256", "jkt")) : rules).build();
    return Json.createObjectBuilder(checks.verify(compact).claims()).build();
  }

  /**
   * The payload of a statement without expiry, which only the domain's nodes read; empty unless one
   * of this node's keys, present or earlier, or a key that counts of another node signed it with
   * this {@code typ}. What the key of another node signed is refused with dependency-unavailable
   * while it is not known whether that node is revoked.
   */
  public Optional<String> statement(String compact, String typ) {
    return CompactJws.read(compact).flatMap(CompactJws::header).stream()
        .flatMap(header -> Optional.ofNullable(header.get("kid")).stream())
        .flatMap(kid -> keys.ofStatements(kid.toString(), clock.instant()).stream())
        .flatMap(key -> SignedStatement.payload(compact, typ, key).stream())
        .findFirst();
  }

  /**
   * The public keys as a JWK set (RFC 7517): those of this node, in service, later and earlier
   * ones, and those that the other nodes of the domain have announced.
   */
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

  /**
   * The audit entry with the name of the node whose key signed this token, and the id of the key.
   */
  public AuditEntry withSigner(AuditEntry entry, String compact) {
    Optional<String> kid =
        JwtChecks.claimedHeader(compact).map(header -> header.get("kid")).map(Object::toString);
    return entry
        .with("signed_by", kid.flatMap(keys::nodeOf).orElse(""))
        .with("kid", kid.orElse(""));
  }

  /** The hex SHA-256 of a compact token, which rows and logs hold instead of the token. */
  public static String digest(String compact) {
    return Sha256.hex(compact);
  }

  /** The first part of the name of a failed check. */
  private static String name(String typ) {
    return switch (typ) {
      case ACCESS_TOKEN -> "access-token";
      case "access-request+jwt" -> "binding-token";
      default -> "txn-token";
    };
  }
}
