package org.bailiwick.node.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.CompactJws;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.SignedStatement;

/**
 * A signed head of a chain, kept outside of the database. Rows up to it can be neither changed nor
 * cut off unnoticed, even by someone who can rewrite the whole table.
 *
 * @param at when it was signed, in whole seconds
 * @param previous {@link #digest} of the statement before; empty for the first
 * @param gap where an officer accepted that rows stated before are lost; the head is then what the
 *     database really holds
 * @param handover where this is the last statement of its key
 */
public record HeadStatement(
    AuditHead head, Instant at, String previous, Optional<Gap> gap, Optional<Handover> handover) {

  /** The {@code typ} of a statement. */
  public static final String TYPE = "audit-head+jwt";

  /**
   * Rows that were stated and are lost.
   *
   * @param lostFrom sequence number of the first that may be lost: the one after the newest
   *     statement that the database still holds. Other rows may have taken their places since.
   * @param lostTo sequence number of the last of them
   * @param acceptedBy SPIFFE id of the officer
   * @param reason in the officer's words
   */
  public record Gap(long lostFrom, long lostTo, String acceptedBy, String reason) {}

  /**
   * The key that signs all that follows. So who knows the first key can verify the whole file, and
   * what an earlier key signs later counts for nothing.
   *
   * @param archive {@link #digest} of the newest archive's statement then; empty when there is none
   */
  public record Handover(PublicKey key, String archive) {}

  /** One that hands nothing over. */
  public HeadStatement(AuditHead head, Instant at, String previous, Optional<Gap> gap) {
    this(head, at, previous, gap, Optional.empty());
  }

  /** The same, which follows the statement of this digest. */
  public HeadStatement after(String digest) {
    return new HeadStatement(head, at, digest, gap, handover);
  }

  /** The statement as a compact JWS. */
  public String signed(JwsSigner signer) {
    return signer.sign(TYPE, claims());
  }

  /** Reads a statement; empty when this key did not sign it or it lacks something. */
  public static Optional<HeadStatement> verified(String compact, PublicKey auditKey) {
    return SignedStatement.payload(compact, TYPE, auditKey).flatMap(HeadStatement::parsed);
  }

  /** Whether a line is worth being verified by one who looks for a handover; says nothing else. */
  public static boolean mayHandOver(String compact) {
    return CompactJws.read(compact)
        .flatMap(CompactJws::payload)
        .filter(payload -> payload.contains("\"handover\""))
        .isPresent();
  }

  /** SHA-256 in hex of a signed statement, by which the next one names it. */
  public static String digest(String compact) {
    return Sha256.hex(compact.getBytes(StandardCharsets.US_ASCII));
  }

  private JsonObject claims() {
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("chain", head.chain())
            .add("seq", head.seq())
            .add("hash", head.hash())
            .add("iat", at.getEpochSecond())
            .add("previous", previous);
    gap.ifPresent(
        lost ->
            claims.add(
                "gap",
                Json.createObjectBuilder()
                    .add("lost_from", lost.lostFrom())
                    .add("lost_to", lost.lostTo())
                    .add("accepted_by", lost.acceptedBy())
                    .add("reason", lost.reason())));
    handover.ifPresent(
        next ->
            claims.add(
                "handover",
                Json.createObjectBuilder()
                    .add("key", PublicJwk.of(next.key()))
                    .add("archive", next.archive())));
    return claims.build();
  }

  private static Optional<HeadStatement> parsed(String payload) {
    try {
      JsonObject claims = StrictJson.object(payload);
      return Optional.of(
          new HeadStatement(
              new AuditHead(
                  claims.getString("chain"),
                  claims.getJsonNumber("seq").longValueExact(),
                  claims.getString("hash")),
              Instant.ofEpochSecond(claims.getJsonNumber("iat").longValueExact()),
              claims.getString("previous"),
              Optional.ofNullable(claims.getJsonObject("gap")).map(HeadStatement::gap),
              Optional.ofNullable(claims.getJsonObject("handover")).map(HeadStatement::handover)));
    } catch (ProblemException
        | NullPointerException
        | ClassCastException
        | ArithmeticException
        | IllegalArgumentException e) {
      // Signed by our key and yet not ours: a later version of the software, or a bug. Not read.
      return Optional.empty();
    }
  }

  private static Handover handover(JsonObject handover) {
    return new Handover(
        PublicJwk.parse(handover.getJsonObject("key")), handover.getString("archive"));
  }

  private static Gap gap(JsonObject gap) {
    return new Gap(
        gap.getJsonNumber("lost_from").longValueExact(),
        gap.getJsonNumber("lost_to").longValueExact(),
        gap.getString("accepted_by"),
        gap.getString("reason"));
  }
}
