package org.bailiwick.aca.cascade;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * A credential that a revocation policy reaches.
 *
 * @param columns of the ledger's issuance row, by which the policy reaches other credentials
 * @param seq place in the order of reservations
 */
public record ReachedCredential(
    Map<String, String> columns, int crlShard, Instant notAfter, long seq) {

  public CredentialRef ref() {
    return new CredentialRef(columns.get("issuerId"), SerialNumber.parse(columns.get("serial")));
  }

  public String holder() {
    return columns.get("holder");
  }

  public KeyDigest key() {
    return new KeyDigest(columns.get("publicKeySha256"));
  }

  /** Whether its row has a value in each column of this kind. */
  boolean has(SubjectKind kind) {
    return kind.fields().stream().map(columns::get).allMatch(Objects::nonNull)
        && switch (kind) {
          case PERSON, ROLE -> kind.token().equals(columns.get("principalKind"));
          case MEMBER -> SubjectKind.ROLE.token().equals(columns.get("principalKind"));
          default -> true;
        };
  }

  List<String> values(SubjectKind kind) {
    return kind.fields().stream().map(columns::get).toList();
  }

  /** Whether this is an earlier credential of the same issuer and name. */
  boolean precedes(ReachedCredential other) {
    return columns.get("issuerId").equals(other.columns.get("issuerId"))
        && holder().equals(other.holder())
        && seq < other.seq;
  }
}
