package org.bailiwick.master.enforcementreport;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.enforcement.EnforcementPoint;
import org.bailiwick.master.enforcement.EnforcementPoints;
import org.bailiwick.master.enforcementfeed.EnforcementFeed;
import org.bailiwick.master.enforcementfeed.FeedTarget;
import org.bailiwick.master.policy.EnforcementQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/** Serves enforcement points, if the decision point permits it. */
@Dependent
class EnforcementControl {
  private static final AuditEntry[] NONE = {};

  private final EnforcementPoints points;
  private final EnforcementFeed feed;
  private final Gate gate;
  private final GroupWriter writer;
  private final String node;
  private final Clock clock;
  private final ReportRates rates;

  @Inject
  EnforcementControl(
      EnforcementPoints points,
      EnforcementFeed feed,
      Gate gate,
      GroupWriter writer,
      MasterSettings settings,
      Clock clock) {
    this(
        points,
        feed,
        gate,
        writer,
        settings.component().nodeName(),
        clock,
        new ReportRates(System::nanoTime));
  }

  EnforcementControl(
      EnforcementPoints points,
      EnforcementFeed feed,
      Gate gate,
      GroupWriter writer,
      String node,
      Clock clock,
      ReportRates rates) {
    this.points = points;
    this.feed = feed;
    this.gate = gate;
    this.writer = writer;
    this.node = node;
    this.clock = clock;
    this.rates = rates;
  }

  /** Opens a feed, which ends when {@code again} or a policy refuses its reader. */
  void follow(
      VerifiedPeer peer,
      Supplier<VerifiedPeer> again,
      Optional<String> position,
      FeedTarget target) {
    AuditEntry permit = require(peer, "feed");
    EnforcementPoint point = points.require(peer);
    gate.record(permit.with("point", point.name()));
    feed.open(point.name(), position, target, () -> requireStill(again));
  }

  private void requireStill(Supplier<VerifiedPeer> again) {
    VerifiedPeer peer = again.get();
    EnforcementPoint unused = points.require(peer);
    if (!gate.permits(EnforcementQuestion.follow(peer, true, "feed"))) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, "feed-not-permitted", "Policy denies the feed now.");
    }
  }

  /** Stores what the enforcement point has taken over. */
  void acknowledge(VerifiedPeer peer, Acknowledgement said) {
    count(peer, said.refused().isPresent() ? 2 : 0);
    AuditEntry permit = require(peer, "acknowledge");
    EnforcementPoint point = points.require(peer);
    UnitOfWork unit = change(point, row -> row.acknowledge(said));
    // The same again is no event, so that the log has the changes and not the signs of life.
    writer.commitAmongNodes(unit, said.refused().isPresent() ? rows(permit, point, said) : NONE);
  }

  private static AuditEntry[] rows(
      AuditEntry permit, EnforcementPoint point, Acknowledgement said) {
    return new AuditEntry[] {
      permit,
      AuditEntry.of("enforcement.policy-refused", Outcome.FAILED, "", point.credential().toString())
          .about(point.name())
          .with("reason", said.refused().orElse(""))
    };
  }

  /** Stores what the enforcement point has denied and let through. */
  void report(VerifiedPeer peer, EnforcementReport report) {
    count(peer, 1 + report.denials().size() + report.flows().size());
    AuditEntry permit = require(peer, "report");
    EnforcementPoint point = points.require(peer);
    if (!point.flows() && !report.flows().isEmpty()) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, "flows-not-expected", "Its file expects no flows of it.");
    }
    UnitOfWork unit =
        change(
            point,
            row -> row.count(report.deniedRequests(), report.flows().size(), report.dropped()));
    AuditEntry[] rows =
        Stream.concat(
                Stream.of(permit),
                Stream.concat(
                    report.denials().stream().map(denial -> row(point, denial)),
                    report.flows().stream().map(flow -> row(point, flow))))
            .toArray(AuditEntry[]::new);
    writer.commitAmongNodes(unit, rows);
  }

  private static AuditEntry row(EnforcementPoint point, EnforcementReport.Denial denial) {
    return AuditEntry.of("enforcement.denied", Outcome.DENIED, denial.reason(), denial.subject())
        .about(denial.resource())
        .with("point", point.name())
        .with("application", denial.application())
        .with("action", denial.action())
        .with("at", denial.at())
        .with("count", Long.toString(denial.count()));
  }

  private static AuditEntry row(EnforcementPoint point, EnforcementReport.Flow flow) {
    return AuditEntry.of("enforcement.flow", Outcome.DONE, "", flow.from())
        .about(flow.to())
        .with("point", point.name())
        .with("protocol", flow.protocol())
        .with("port", Long.toString(flow.port()))
        .with("packets", Long.toString(flow.packets()))
        .with("bytes", Long.toString(flow.bytes()))
        .with("at", flow.at());
  }

  /** Bounds what an enforcement point says, and with it its rows in the audit log. */
  private void count(VerifiedPeer peer, int rows) {
    points.find(peer.id()).ifPresent(point -> rates.count(point.name(), rows));
  }

  private AuditEntry require(VerifiedPeer peer, String operation) {
    boolean listed = points.find(peer.id()).isPresent();
    return gate.require(EnforcementQuestion.follow(peer, listed, operation));
  }

  private UnitOfWork change(EnforcementPoint point, Consumer<EnforcementPointRow> change) {
    Instant now = clock.instant();
    return em -> {
      EnforcementPointRow row = find(em, point.name());
      row.seen(point.credential().toString(), node, now);
      change.accept(row);
    };
  }

  private static EnforcementPointRow find(EntityManager em, String name) {
    EnforcementPointRow known = em.find(EnforcementPointRow.class, name);
    if (known != null) {
      return known;
    }
    EnforcementPointRow row = new EnforcementPointRow(name);
    em.persist(row);
    return row;
  }
}
