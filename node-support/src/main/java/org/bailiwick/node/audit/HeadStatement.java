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
 * The statement on the head of a chain, signed and kept outside the database. It shows whether rows
 * up to the head were changed or deleted, even by someone who can rewrite the whole table.
 *
 * @param at time of the signature, in whole seconds
 * @param previous {@link #digest} of the statement before; empty for the first
 * @param gap present if an officer accepted that rows are lost; the head is then the database's
 * @param handover present in the last statement of a key
 */
public record HeadStatement(
    AuditHead head, Instant at, String previous, Optional<Gap> gap, Optional<Handover> handover) {

  /** The {@code typ} of a statement. */
  public static final String TYPE = "audit-head+jwt";

  /**
   * Rows that signed heads covered and that are lost.
   *
   * @param lostFrom sequence number of the first row that may be lost, after the newest signed head
   *     that the database still holds; newer rows may have the same numbers
   * @param lostTo sequence number of the last lost row
   * @param acceptedBy SPIFFE id of the officer
   * @param reason the officer's text
   */
  public record Gap(long lostFrom, long lostTo, String acceptedBy, String reason) {}

  /**
   * The key that signs all later statements. With the first key the whole file can be verified, and
   * a later signature of an earlier key does not count.
   *
   * @param archive {@link #digest} of the newest statement on an archive; empty when there is none
   */
  public record Handover(PublicKey key, String archive) {}

  /** A statement without handover. */
  public HeadStatement(AuditHead head, Instant at, String previous, Optional<Gap> gap) {
    this(head, at, previous, gap, Optional.empty());
  }

  /** The same statement, with this digest of the one before. */
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

  /** Whether an unverified line may hold a handover; a fast test that saves verifications. */
  public static boolean mayHandOver(String compact) {
    return mayHold(compact, "handover");
  }

  /** Whether an unverified line may hold a gap; a fast test that saves verifications. */
  public static boolean mayHoldGap(String compact) {
    return mayHold(compact, "gap");
  }

  /** Whether an unverified line is about an earlier row than this one; a fast test as well. */
  public static boolean mayPrecede(String compact, long seq) {
    return CompactJws.read(compact)
        .flatMap(CompactJws::payload)
        .flatMap(HeadStatement::parsed)
        .filter(statement -> statement.head().seq() < seq)
        .isPresent();
  }

  private static boolean mayHold(String compact, String member) {
    return CompactJws.read(compact)
        .flatMap(CompactJws::payload)
        .filter(payload -> payload.contains("\"" + member + "\""))
        .isPresent();
  }

  /**
   * Whether an officer accepted that these rows do not fit. Rows that were written after the
   * acceptance are not covered, even if they have the numbers of lost ones.
   */
  public boolean accepts(long from, long to) {
    return to <= head.seq()
        && gap.filter(lost -> lost.lostFrom() <= from && to <= lost.lostTo()).isPresent();
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
      // Signed by a bug, or in a form of a later version.
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
