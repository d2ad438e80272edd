package org.bailiwick.master.reportedfact;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a fact. It is changed by its source, and deleted some time after its end. */
@Entity
@Table(name = "reported_fact")
class ReportedFactRow {

  @Id
  @Column(name = "fact_id")
  private String id;

  private String kind;
  private String subject;
  private String source;
  private String stated;
  private String reason;
  private String details;

  @Convert(converter = InstantColumn.class)
  @Column(name = "reported_at")
  private Instant reportedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ends_at")
  private Instant endsAt;

  private long revision;

  protected ReportedFactRow() {}

  ReportedFactRow(ReportedFact fact, long revision) {
    id = fact.id();
    kind = fact.kind().text();
    subject = fact.subject();
    source = fact.source();
    change(fact, revision);
  }

  final void change(ReportedFact fact, long later) {
    stated = fact.stated();
    reason = fact.reason();
    details = fact.details();
    reportedAt = fact.reportedAt();
    endsAt = fact.endsAt();
    revision = later;
  }

  long revision() {
    return revision;
  }

  ReportedFact fact() {
    return new ReportedFact(
        FactKind.valueOf(kind.toUpperCase(Locale.ROOT)),
        subject,
        source,
        stated,
        reason,
        details,
        reportedAt,
        endsAt);
  }
}
