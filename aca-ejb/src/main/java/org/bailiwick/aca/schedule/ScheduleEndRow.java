package org.bailiwick.aca.schedule;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

@Entity(name = "RevocationScheduleEnd")
@Table(name = "revocation_schedule_end")
class ScheduleEndRow {

  @Id
  @Column(name = "schedule_id")
  private String scheduleId;

  private String outcome;

  @Column(name = "check_name")
  private String check;

  @Column(name = "ended_by")
  private String endedBy;

  @Column(name = "ended_at")
  private Instant endedAt;

  protected ScheduleEndRow() {}

  ScheduleEndRow(UUID id, RevocationSchedule.End end) {
    this.scheduleId = id.toString();
    this.outcome = end.outcome().token();
    this.check = end.check();
    this.endedBy = end.by();
    this.endedAt = end.at();
  }

  RevocationSchedule.End end() {
    return new RevocationSchedule.End(
        RevocationSchedule.Outcome.of(outcome), check, endedBy, endedAt);
  }
}
