package org.bailiwick.aca.cascade;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.SerialNumber;

/** A credential in the set that ends, with what it may share with others. */
public final class Reached {

  private final Map<String, String> columns;
  private final int crlShard;
  private final Instant notAfter;
  private final long seq;

  Reached(Map<String, String> columns, int crlShard, Instant notAfter, long seq) {
    this.columns = columns;
    this.crlShard = crlShard;
    this.notAfter = notAfter;
    this.seq = seq;
  }

  public CredentialRef ref() {
    return new CredentialRef(columns.get("issuerId"), SerialNumber.parse(columns.get("serial")));
  }

  public String holder() {
    return columns.get("holder");
  }

  public KeyDigest key() {
    return new KeyDigest(columns.get("publicKeySha256"));
  }

  public int crlShard() {
    return crlShard;
  }

  public Instant notAfter() {
    return notAfter;
  }

  /** Whether it has all that makes the bond. */
  boolean has(Bond bond) {
    return bond.fields().stream().map(columns::get).allMatch(Objects::nonNull)
        && switch (bond) {
          case PERSON, ROLE -> bond.token().equals(columns.get("principalKind"));
          case MEMBER -> Bond.ROLE.token().equals(columns.get("principalKind"));
          default -> true;
        };
  }

  List<String> values(Bond bond) {
    return bond.fields().stream().map(columns::get).toList();
  }

  /** Whether this is an earlier one of the other's line. */
  boolean precedes(Reached other) {
    return columns.get("issuerId").equals(other.columns.get("issuerId"))
        && holder().equals(other.holder())
        && seq < other.seq;
  }
}
