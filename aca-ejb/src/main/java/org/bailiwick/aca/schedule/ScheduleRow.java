package org.bailiwick.aca.schedule;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.contract.identity.SpiffeId;

@Entity(name = "RevocationSchedule")
@Table(name = "revocation_schedule")
class ScheduleRow {

  @Id
  @Column(name = "schedule_id")
  private String scheduleId;

  @Column(name = "trigger_name")
  private String trigger;

  private String subject;

  @Column(name = "due_at")
  private Instant dueAt;

  private String circumstances;

  @Column(name = "ordered_by")
  private String orderedBy;

  @Column(name = "ordered_at")
  private Instant orderedAt;

  protected ScheduleRow() {}

  ScheduleRow(RevocationSchedule schedule) {
    this.scheduleId = schedule.id().toString();
    this.trigger = schedule.order().trigger();
    this.subject = schedule.order().subject().toString();
    this.dueAt = schedule.dueAt();
    this.circumstances = schedule.order().comment();
    this.orderedBy = schedule.orderedBy().toString();
    this.orderedAt = schedule.orderedAt();
  }

  RevocationSchedule schedule(Optional<ScheduleEndRow> end) {
    return new RevocationSchedule(
        UUID.fromString(scheduleId),
        new TriggerOrder(trigger, Subject.parse(subject), circumstances),
        dueAt,
        SpiffeId.parse(orderedBy),
        orderedAt,
        end.map(ScheduleEndRow::end));
  }
}
