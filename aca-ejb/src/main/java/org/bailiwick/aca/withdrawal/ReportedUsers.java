package org.bailiwick.aca.withdrawal;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.cascade.SubjectKind;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.person.UserEvent;
import org.bailiwick.aca.person.UserEvents;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Receives an identity provider's reports on users, in three steps: 1 read the report, 2 find the
 * subjects to revoke, 3 revoke. The class is an EJB because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ReportedUsers {

  private static final StructuredLog LOG = StructuredLog.of(ReportedUsers.class);
  private static final int SERVER_FAULT = 500;

  private UserEvents events;
  private TriggerRevoker triggers;
  private LedgerReader reader;
  private GroupWriter writer;
  private AcaSettings settings;
  private Meter meter;
  private Clock clock;

  /** Lets the container create a proxy. */
  public ReportedUsers() {}

  @Inject
  ReportedUsers(
      UserEvents events,
      TriggerRevoker triggers,
      LedgerReader reader,
      @ForAca GroupWriter writer,
      AcaSettings settings,
      Meter meter,
      @ForAca Clock clock) {
    this.events = events;
    this.triggers = triggers;
    this.reader = reader;
    this.writer = writer;
    this.settings = settings;
    this.meter = meter;
    this.clock = clock;
  }

  /**
   * Receives a security event token. A repeated token has no effect.
   *
   * @throws ProblemException SECURITY_EVENT_REJECTED; or DEPENDENCY_UNAVAILABLE, after which the
   *     provider sends it again
   */
  public void take(String token) {
    UserEvent event = events.read(token); // 1
    RequestContext.identify(event.issuer());
    if (event.trigger().isEmpty()) {
      writer.record(audit("user-event.noted", Outcome.DONE, "", event));
      return;
    }
    try {
      revoke(event, subjects(event)); // 2, 3
      meter.count("user_events", event.type());
    } catch (WithdrawnUsers.RepeatedReportException repeated) {
      writer.record(audit("user-event.repeated", Outcome.DONE, "", event));
    }
  }

  /**
   * All credentials that the user requested or, if roles changed, those of a role that was lost.
   */
  private List<Subject> subjects(UserEvent event) {
    if (!event.changesRoles()) {
      return List.of(new Subject(SubjectKind.REQUESTER, List.of(event.issuer(), event.subject())));
    }
    return event.roles().map(remaining -> lost(event, remaining)).orElse(List.of());
  }

  private List<Subject> lost(UserEvent event, Set<String> remaining) {
    return rolesOf(event).stream()
        .filter(role -> !remaining.contains(role))
        .map(role -> List.of(event.issuer(), role, event.subject()))
        .map(member -> new Subject(SubjectKind.MEMBER, member))
        .toList();
  }

  /** The roles of credentials that the user requested and that have not expired. */
  private List<String> rolesOf(UserEvent event) {
    return reader.read(
        em ->
            em.createQuery(
                    "select distinct i.principalSubject from Issuance i"
                        + " where i.principalKind = 'role' and i.principalIssuer = :issuer"
                        + " and i.requester = :user and i.notAfter > :now",
                    String.class)
                .setParameter("issuer", event.issuer())
                .setParameter("user", event.subject())
                .setParameter("now", clock.instant())
                .getResultList());
  }

  /**
   * Revokes the credentials of the subjects. The report's row shares the transaction of the last
   * order, so that a report that was executed in part is executed again.
   */
  private void revoke(UserEvent event, List<Subject> subjects) {
    UnitOfWork report =
        WithdrawnUsers.report(event, clock.instant().truncatedTo(ChronoUnit.MICROS));
    AuditEntry withdrawn = audit("user.withdrawn", Outcome.DONE, "", event);
    if (subjects.isEmpty()) {
      writer.commit(report, withdrawn);
      return;
    }
    Orderer authority = Orderer.ofNode(settings.nodeId());
    try {
      for (Subject subject : subjects.subList(0, subjects.size() - 1)) {
        triggers.revoke(authority, order(event, subject), UnitOfWork.none());
      }
      triggers.revoke(authority, order(event, subjects.getLast()), report, withdrawn);
    } catch (ProblemException refused) {
      if (refused.type().status() >= SERVER_FAULT) {
        throw refused;
      }
      incomplete(event, report, refused.check());
    }
  }

  /** Refuses the user's older tokens; an officer has to see which credentials are still valid. */
  private void incomplete(UserEvent event, UnitOfWork report, String check) {
    writer.commit(report, audit("user-trigger.incomplete", Outcome.FAILED, check, event));
    LOG.warn(
        "user-trigger.incomplete",
        Map.of("issuer", event.issuer(), "subject", event.subject(), "check", check));
  }

  private static TriggerOrder order(UserEvent event, Subject subject) {
    return new TriggerOrder(
        event.trigger().orElseThrow(), subject, event.type() + " " + event.id());
  }

  private static AuditEntry audit(String name, Outcome outcome, String check, UserEvent event) {
    return new AuditEntry(
        name,
        outcome,
        check,
        event.issuer(),
        event.issuer() + "#" + event.subject(),
        Map.of("type", event.type(), "jti", event.id(), "at", event.at().toString()));
  }
}
