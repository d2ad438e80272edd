package org.bailiwick.aca.withdrawal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.aca.person.UserEvent;

@Entity(name = "Withdrawal")
@Table(name = "user_withdrawal")
class WithdrawalRow {

  @Id
  @Column(name = "event_sha256")
  private String eventSha256;

  @Column(name = "user_sha256")
  private String userSha256;

  @Column(name = "issuer")
  private String issuer;

  @Column(name = "subject")
  private String subject;

  @Column(name = "event_type")
  private String eventType;

  @Column(name = "withdrawn_at")
  private Instant withdrawnAt;

  @Column(name = "received_at")
  private Instant receivedAt;

  protected WithdrawalRow() {}

  WithdrawalRow(UserEvent event, Instant receivedAt) {
    this.eventSha256 = WithdrawnUsers.digest(event.issuer(), event.id());
    this.userSha256 = WithdrawnUsers.digest(event.issuer(), event.subject());
    this.issuer = event.issuer();
    this.subject = event.subject();
    this.eventType = event.type();
    this.withdrawnAt = event.at();
    this.receivedAt = receivedAt;
  }
}
