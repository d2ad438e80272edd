package org.bailiwick.aca.comparison;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bailiwick.contract.credential.RevocationReason;

/** Reads the facts that audit events state about rows; docs/audit.md has the table. */
final class LoggedFacts {

  static final String NAME_GRANTED = "issue.decided";
  static final String NAME_TRANSFERRED = "name.transferred";

  /** All events that are compared; denials are not. */
  static final List<String> EVENTS =
      List.of(
          "credential.reserved",
          "credential.issued",
          "credential.revoked",
          "key.reported",
          "revocation.ordered",
          "identity.frozen",
          "identity.released",
          "user.withdrawn",
          "user-trigger.incomplete",
          "revocation-schedule.ordered",
          "revocation-schedule.executed",
          "revocation-schedule.refused",
          "revocation-schedule.cancelled",
          "revocation.proposed",
          "revocation.approved",
          "revocation.rejected",
          "revocation.expired",
          NAME_GRANTED,
          NAME_TRANSFERRED,
          Difference.FOUND,
          Difference.ACCEPTED);

  private static final String COMPROMISE = RevocationReason.KEY_COMPROMISE.token();

  private LoggedFacts() {}

  /** The facts that this event states. */
  static void of(LoggedEvent event, Consumer<Fact> to) {
    switch (event.event()) {
      case "credential.reserved" ->
          to.accept(
              expiring(
                  event,
                  fact(
                      FactKind.ISSUANCE,
                      event,
                      event.subject(),
                      event.text("profile"),
                      event.text("not_after"))));
      case "credential.issued" -> to.accept(expiring(event, fact(FactKind.COMPLETION, event)));
      case "credential.revoked" -> revoked(event, to);
      case "key.reported" -> to.accept(key(event, event.resource()));
      case "revocation.ordered" -> ordered(event, to);
      case "identity.frozen" -> to.accept(fact(FactKind.IDENTITY_FREEZE, event, event.subject()));
      case "identity.released" ->
          to.accept(fact(FactKind.IDENTITY_RELEASE, event, event.subject()));
      case "user.withdrawn", "user-trigger.incomplete" -> to.accept(withdrawn(event));
      case "revocation-schedule.ordered" ->
          to.accept(order(FactKind.REVOCATION_SCHEDULE, event, event.text("due_at")));
      case "revocation.proposed" ->
          to.accept(order(FactKind.REVOCATION_PROPOSAL, event, event.subject()));
      case "revocation-schedule.executed",
          "revocation-schedule.refused",
          "revocation-schedule.cancelled" ->
          to.accept(fact(FactKind.REVOCATION_SCHEDULE_END, event, last(event.event())));
      case "revocation.approved", "revocation.rejected", "revocation.expired" ->
          to.accept(fact(FactKind.REVOCATION_PROPOSAL_END, event, last(event.event())));
      default -> {
        // events of names and differences have no rows of their own
      }
    }
  }

  private static void revoked(LoggedEvent event, Consumer<Fact> to) {
    String reason = event.text("reason");
    to.accept(expiring(event, fact(FactKind.REVOCATION, event, reason, event.subject())));
    if (reason.equals(COMPROMISE)) {
      event.detail("public_key").map(hex -> key(event, hex)).ifPresent(to);
    }
  }

  /** A key that is the subject of an order is refused, even if no credential holds it. */
  private static void ordered(LoggedEvent event, Consumer<Fact> to) {
    String subject = event.resource();
    boolean named = subject.startsWith("key:") || subject.startsWith("owner-key:");
    if (named && event.detail("reason").filter(COMPROMISE::equals).isPresent()) {
      to.accept(key(event, subject.substring(subject.indexOf(':') + 1)));
    }
  }

  private static Fact key(LoggedEvent event, String hex) {
    return new Fact(FactKind.COMPROMISED_KEY, hex, "", event.at());
  }

  private static Fact withdrawn(LoggedEvent event) {
    return new Fact(
        FactKind.USER_WITHDRAWAL,
        withdrawal(
            event.resource(),
            event.text("type"),
            event.detail("at").map(Instant::parse).orElse(Instant.EPOCH)),
        "",
        event.at());
  }

  /** The key of a report on a user, who may be reported several times. */
  static String withdrawal(String user, String type, Instant at) {
    return user + " " + type + " " + at;
  }

  private static Fact order(FactKind kind, LoggedEvent event, String third) {
    return fact(kind, event, event.text("trigger"), event.text("subject"), third);
  }

  private static Fact fact(FactKind kind, LoggedEvent event, String... content) {
    return new Fact(kind, event.resource(), String.join("\n", content), event.at());
  }

  private static Fact expiring(LoggedEvent event, Fact fact) {
    return event.detail("not_after").map(Instant::parse).map(fact::expiring).orElse(fact);
  }

  private static String last(String event) {
    return event.substring(event.lastIndexOf('.') + 1);
  }

  /** The owner to whom an event gave an agent's name. */
  static Optional<String> ownerOf(LoggedEvent event) {
    return switch (event.event()) {
      case NAME_TRANSFERRED -> event.detail("owner");
      case NAME_GRANTED -> event.detail("resource").flatMap(LoggedFacts::owner);
      default -> Optional.empty();
    };
  }

  private static Optional<String> owner(String attributes) {
    return Optional.ofNullable(LoggedEvent.read(attributes).getString("owner", null));
  }
}
