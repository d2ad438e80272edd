package org.bailiwick.ars.history;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.bailiwick.node.audit.InstantColumn;

/** One change of a record. */
@Entity
@Table(name = "agent_history")
@IdClass(HistoryRow.Key.class)
class HistoryRow {

  /** The columns of the primary key. */
  record Key(String agentId, long number) {}

  @Id
  @Column(name = "agent_id")
  private String agentId;

  @Id private long number;

  @Convert(converter = InstantColumn.class)
  private Instant at;

  private String state;
  private String reason;
  private String text;

  @Column(name = "changed_by")
  private String changedBy;

  private String serial;

  protected HistoryRow() {}

  HistoryRow(RecordHistory.Entry entry) {
    this.agentId = entry.agentId();
    this.number = entry.number();
    this.at = InstantColumn.stored(entry.at());
    this.state = entry.state();
    this.reason = entry.cause().reason().text();
    this.text = entry.cause().text();
    this.changedBy = entry.cause().by();
    this.serial = entry.serial();
  }

  RecordHistory.Entry entry() {
    Reason why = Reason.valueOf(reason.toUpperCase(Locale.ROOT));
    return new RecordHistory.Entry(
        agentId, number, at, state, new Cause(why, text, changedBy), serial);
  }
}
