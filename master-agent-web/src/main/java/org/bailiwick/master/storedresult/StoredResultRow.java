package org.bailiwick.master.storedresult;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a result that is stored by reference, first of one whose pieces are still written. */
@Entity
@Table(name = "stored_result")
class StoredResultRow {

  @Id
  @Column(name = "result_id")
  private String id;

  @Column(name = "job_id")
  private String jobId;

  @Column(name = "step_id")
  private String stepId;

  @SuppressWarnings("unused") // queries read it
  private String caller;

  /** The length of the result, or the room that is taken for it while it is written. */
  private long octets;

  private String sha256;

  @SuppressWarnings("unused") // queries read it
  private boolean linked;

  @Convert(converter = InstantColumn.class)
  @Column(name = "begun_at")
  @SuppressWarnings("unused") // queries read it
  private Instant begunAt;

  protected StoredResultRow() {}

  StoredResultRow(String id, StoredResults.Place place, long octets, Instant begunAt) {
    this.id = id;
    this.jobId = place.jobId();
    this.stepId = place.stepId();
    this.caller = place.caller();
    this.octets = octets;
    this.begunAt = begunAt;
  }

  /** The result is complete, and its step ends with it. */
  void link(StoredResult result) {
    octets = result.size();
    sha256 = result.sha256();
    linked = true;
  }

  StoredResult result() {
    return new StoredResult(id, jobId, stepId, octets, sha256);
  }

  /** A piece of a result. All pieces but the last one have the same length. */
  @Entity(name = "ResultPieceRow")
  @Table(name = "result_piece")
  @IdClass(Key.class)
  static class Piece {

    @Id
    @Column(name = "result_id")
    private String resultId;

    @Id private int number;

    @SuppressWarnings("unused") // queries read it
    private byte[] octets;

    protected Piece() {}

    Piece(String resultId, int number, byte[] octets) {
      this.resultId = resultId;
      this.number = number;
      this.octets = octets;
    }
  }

  /** The two columns of a piece's primary key. */
  record Key(String resultId, int number) {}
}
