package org.bailiwick.node.audit;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.SignedStatement;

/**
 * The statement on archived rows, signed by the audit key. It is the manifest of the archive, and
 * proves the chain's earlier rows when the database no longer holds them.
 *
 * @param number number of the archive, counted from 1 without gaps
 * @param previous {@link HeadStatement#digest} of the statement before; empty for the first
 * @param officer SPIFFE id of the officer who archived
 * @param at time of the signature, in whole seconds
 */
public record ArchiveStatement(
    long number, String previous, String officer, Instant at, Rows rows, Credentials credentials) {

  /** The {@code typ} of a statement. */
  public static final String TYPE = "records-archive+jwt";

  /**
   * The archived rows of the audit log; none when both heads are the same.
   *
   * @param before head of the chain before the first archived row
   * @param last head after the last archived row; the database holds the rows after it
   * @param olderThan all rows were written before this time
   * @param sha256 digest of the file of rows, in hex
   */
  public record Rows(AuditHead before, AuditHead last, Instant olderThan, String sha256) {

    /** The number of rows. */
    public long count() {
      return last.seq() - before.seq();
    }

    /** Text for people. */
    @Override
    public String toString() {
      return count() == 0 ? "no rows" : "rows " + (before.seq() + 1) + " to " + last.seq();
    }
  }

  /**
   * The archived credentials, each with its reservation, certificate, revocation and requests.
   *
   * @param first issuer and serial number of the first in the file; empty when there is none
   * @param last issuer and serial number of the last
   * @param olderThan all credentials expired before this time
   * @param sha256 digest of the file of credentials, in hex
   */
  public record Credentials(
      Counts counts, String first, String last, Instant olderThan, String sha256) {}

  /** The number of rows of each table of the ledger. */
  public record Counts(long issuances, long completions, long revocations, long enrolments) {}

  /** The same statement with this officer and time. */
  public ArchiveStatement by(String who, Instant when) {
    return new ArchiveStatement(number, previous, who, when, rows, credentials);
  }

  /** Whether the row of this head is in this archive or an earlier one. */
  public boolean covers(AuditHead head) {
    return head.chain().equals(rows.last().chain())
        && (head.seq() < rows.last().seq() || head.equals(rows.last()));
  }

  /** The statement as a compact JWS. */
  public String signed(JwsSigner signer) {
    return signer.sign(TYPE, claims());
  }

  /** Reads a statement; empty when this key did not sign it or it lacks something. */
  public static Optional<ArchiveStatement> verified(String compact, PublicKey auditKey) {
    return SignedStatement.payload(compact, TYPE, auditKey).flatMap(ArchiveStatement::parsed);
  }

  /** The claims to be signed. */
  public JsonObject claims() {
    return Json.createObjectBuilder()
        .add("chain", rows.last().chain())
        .add("number", number)
        .add("iat", at.getEpochSecond())
        .add("officer", officer)
        .add("previous", previous)
        .add("audit", claims(rows))
        .add("ledger", claims(credentials))
        .build();
  }

  private static JsonObjectBuilder claims(Rows rows) {
    return Json.createObjectBuilder()
        .add("from", rows.before().seq() + 1)
        .add("to", rows.last().seq())
        .add("hash_before", rows.before().hash())
        .add("hash_after", rows.last().hash())
        .add("older_than", rows.olderThan().toString())
        .add("sha256", rows.sha256());
  }

  private static JsonObjectBuilder claims(Credentials credentials) {
    return Json.createObjectBuilder()
        .add("issuances", credentials.counts().issuances())
        .add("completions", credentials.counts().completions())
        .add("revocations", credentials.counts().revocations())
        .add("enrolments", credentials.counts().enrolments())
        .add("first", credentials.first())
        .add("last", credentials.last())
        .add("older_than", credentials.olderThan().toString())
        .add("sha256", credentials.sha256());
  }

  /** Reads unsigned claims; empty when one is missing or malformed. */
  public static Optional<ArchiveStatement> parsed(String claims) {
    try {
      JsonObject all = StrictJson.object(claims);
      return Optional.of(
          new ArchiveStatement(
              number(all, "number"),
              all.getString("previous"),
              all.getString("officer"),
              Instant.ofEpochSecond(number(all, "iat")),
              rows(all.getString("chain"), all.getJsonObject("audit")),
              credentials(all.getJsonObject("ledger"))));
    } catch (ProblemException
        | NullPointerException
        | ClassCastException
        | ArithmeticException
        | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Rows rows(String chain, JsonObject audit) {
    return new Rows(
        new AuditHead(chain, number(audit, "from") - 1, audit.getString("hash_before")),
        new AuditHead(chain, number(audit, "to"), audit.getString("hash_after")),
        Instant.parse(audit.getString("older_than")),
        audit.getString("sha256"));
  }

  private static Credentials credentials(JsonObject ledger) {
    return new Credentials(
        new Counts(
            number(ledger, "issuances"),
            number(ledger, "completions"),
            number(ledger, "revocations"),
            number(ledger, "enrolments")),
        ledger.getString("first"),
        ledger.getString("last"),
        Instant.parse(ledger.getString("older_than")),
        ledger.getString("sha256"));
  }

  private static long number(JsonObject claims, String name) {
    return claims.getJsonNumber(name).longValueExact();
  }
}
