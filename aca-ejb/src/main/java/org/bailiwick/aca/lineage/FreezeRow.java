package org.bailiwick.aca.lineage;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.contract.credential.SerialNumber;

@Entity(name = "IdentityFreeze")
@Table(name = "identity_freeze")
class FreezeRow {

  @Id
  @Column(name = "freeze_id")
  private String freezeId;

  private String agent;

  @Column(name = "device_issuer")
  private String deviceIssuer;

  @Column(name = "device_serial")
  private String deviceSerial;

  @Column(name = "named_serial")
  private String namedSerial;

  @Column(name = "newest_serial")
  private String newestSerial;

  @Column(name = "frozen_at")
  private Instant frozenAt;

  protected FreezeRow() {}

  FreezeRow(Freeze freeze) {
    this.freezeId = freeze.id().toString();
    this.agent = freeze.agent();
    this.deviceIssuer = freeze.device().issuer();
    this.deviceSerial = freeze.device().serialNumber();
    this.namedSerial = freeze.named().hex();
    this.newestSerial = freeze.newest().hex();
    this.frozenAt = freeze.at();
  }

  Freeze freeze() {
    return new Freeze(
        UUID.fromString(freezeId),
        agent,
        new Grounds.Device(deviceIssuer, deviceSerial),
        SerialNumber.parse(namedSerial),
        SerialNumber.parse(newestSerial),
        frozenAt);
  }
}
