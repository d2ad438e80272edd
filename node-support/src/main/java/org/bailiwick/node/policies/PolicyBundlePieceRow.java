package org.bailiwick.node.policies;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;

/** A part of the octets of a bundle, since H2 stores at most 1 MiB in a column of a row. */
@Entity
@IdClass(PolicyBundlePieceRow.Key.class)
@Table(name = "policy_bundle_piece")
public class PolicyBundlePieceRow {

  /** The most octets of a piece. */
  static final int OCTETS = 262_144;

  @Id private long number;
  @Id private int piece;
  private byte[] octets;

  /** For the persistence provider. */
  protected PolicyBundlePieceRow() {}

  PolicyBundlePieceRow(long number, int piece, byte[] octets) {
    this.number = number;
    this.piece = piece;
    this.octets = octets;
  }

  byte[] octets() {
    return octets;
  }

  /** Number of the bundle, and of the piece. */
  public static final class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    private long number;
    private int piece;

    /** For the persistence provider. */
    public Key() {}

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key && key.number == number && key.piece == piece;
    }

    @Override
    public int hashCode() {
      return Objects.hash(number, piece);
    }
  }
}
