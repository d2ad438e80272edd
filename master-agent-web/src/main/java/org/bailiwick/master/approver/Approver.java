package org.bailiwick.master.approver;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.master.policy.ApprovalQuestion.Matter;
import org.bailiwick.master.policy.ApprovalQuestion.Relation;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;

/** Who decides about a step or an access request, by what the request has proved. */
public sealed interface Approver {

  /** The name in rows and in the audit log, by which an approver counts once. */
  String name();

  /** May this approver see with which parameters the step is to be done? */
  Question read(Matter step);

  /** May this approver decide about the step? */
  Question decide(Matter step, Relation relation);

  /** Whether only those see a step's parameters who may decide about it. */
  boolean seesOnlyWhatIsDecided();

  /** The sign-in of a person; empty for an officer, who has shown a certificate. */
  Optional<SignIn> signIn();

  /** The entry with how the approver has authenticated. */
  AuditEntry describedIn(AuditEntry entry);

  /** An officer, by a certificate of this domain. */
  record Officer(VerifiedPeer peer) implements Approver {
    @Override
    public String name() {
      return peer.id().toString();
    }

    @Override
    public Question read(Matter step) {
      return ApprovalQuestion.read(peer, step);
    }

    @Override
    public Question decide(Matter step, Relation relation) {
      return ApprovalQuestion.decide(peer, step, relation);
    }

    @Override
    public boolean seesOnlyWhatIsDecided() {
      return false;
    }

    @Override
    public Optional<SignIn> signIn() {
      return Optional.empty();
    }

    @Override
    public AuditEntry describedIn(AuditEntry entry) {
      return entry.with("authenticated_by", "mtls").with("certificate_serial", peer.serial().hex());
    }
  }

  /**
   * A person who has signed in at an identity provider.
   *
   * @param session the sign-in from which the shown token descends
   * @param client the id of the person's client
   * @param methods by which the request has authenticated
   * @param now the time of the request
   */
  record Person(SignIn session, String client, Set<String> methods, Instant now)
      implements Approver {

    public Person {
      methods = Set.copyOf(methods);
    }

    @Override
    public String name() {
      return signedIn().person().name();
    }

    @Override
    public Question read(Matter step) {
      return ApprovalQuestion.read(signedIn(), step, now);
    }

    @Override
    public Question decide(Matter step, Relation relation) {
      return ApprovalQuestion.decide(signedIn(), step, relation, now);
    }

    /** The same question as if the person had just signed in, in the same way. */
    public Question decideAfterSignIn(Matter step, Relation relation) {
      SignedInPerson known = signedIn();
      SignedInPerson fresh =
          new SignedInPerson(
              known.person(),
              known.roles(),
              Optional.of(now.getEpochSecond()),
              known.acr(),
              known.amr());
      return ApprovalQuestion.decide(fresh, step, relation, now);
    }

    @Override
    public boolean seesOnlyWhatIsDecided() {
      return true;
    }

    @Override
    public Optional<SignIn> signIn() {
      return Optional.of(session);
    }

    @Override
    public AuditEntry describedIn(AuditEntry entry) {
      SignedInPerson known = signedIn();
      AuditEntry described =
          entry
              .with("authenticated_by", String.join(" ", new TreeSet<>(methods)))
              .with("issuer", known.person().issuer())
              .with("subject", known.person().subject())
              .with("client", client)
              .with("session", session.session())
              .with("amr", String.join(" ", known.amr()));
      AuditEntry timed =
          known
              .authTime()
              .map(
                  seconds -> described.with("auth_time", Instant.ofEpochSecond(seconds).toString()))
              .orElse(described);
      return known.acr().map(level -> timed.with("acr", level)).orElse(timed);
    }

    SignedInPerson signedIn() {
      return session.person();
    }
  }
}
