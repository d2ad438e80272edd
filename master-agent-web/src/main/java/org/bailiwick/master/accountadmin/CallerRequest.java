package org.bailiwick.master.accountadmin;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.AccountMethod;
import org.bailiwick.master.account.AccountTerms;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;

/**
 * What an officer's request says. Each member is a text; a member that is not defined is refused.
 */
sealed interface CallerRequest {

  /** The password that its holder has chosen; empty if one is to be generated. */
  Optional<String> password();

  /** A new account. */
  record Add(AccountTerms terms, Optional<String> password) implements CallerRequest {
    private static final Set<String> MEMBERS =
        Set.of("name", "kind", "method", "owner", "scope", "peer", "expires_at", "password");

    /** Reads the body; a fault is malformed-request, and its check says what is wrong. */
    static Add parse(String body) {
      Members members = Members.of(body, MEMBERS);
      AccountMethod method =
          AccountMethod.find(members.text("method"))
              .orElseThrow(
                  () ->
                      malformed("account-method", "method is api-key, password or shared-secret."));
      CapabilitySet scope = CapabilitySet.parseScope(members.text("scope"));
      if (scope.isEmpty()) {
        throw malformed("account-scope", "scope names at least one capability.");
      }
      Add add =
          new Add(
              new AccountTerms(
                  caller(members),
                  method,
                  Owner.parse(members.text("owner")),
                  scope,
                  members.time("expires_at")),
              members.find("password"));
      requireFor(method, add);
      return add;
    }

    private static CallerIdentity.Account caller(Members members) {
      String name = members.text("name");
      if (!CallerIdentity.Account.isName(name)) {
        throw malformed(
            "account-name",
            "A name is 1 to 63 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit.");
      }
      return new CallerIdentity.Account(
          kind(members.text("kind")), name, members.find("peer").map(SpiffeId::parse));
    }

    /** An account is never an agent's. */
    private static CallerKind kind(String text) {
      return switch (text) {
        case "service" -> CallerKind.SERVICE;
        case "device" -> CallerKind.DEVICE;
        case "person" -> CallerKind.PERSON;
        default -> throw malformed("account-kind", "kind is service, device or person.");
      };
    }

    /** Without the password, since texts reach logs. */
    @Override
    public String toString() {
      return "Add[" + terms + "]";
    }
  }

  /**
   * Another secret of an account.
   *
   * @param oldUntil when the secret before ends; at once if it is empty
   */
  record Rotate(Optional<Instant> oldUntil, Optional<String> password) implements CallerRequest {
    private static final Set<String> MEMBERS = Set.of("old_until", "password");

    static Rotate parse(String body) {
      Members members = Members.of(body, MEMBERS);
      return new Rotate(
          members.find("old_until").map(text -> Members.time("old_until", text)),
          members.find("password"));
    }

    /** Without the password, since texts reach logs. */
    @Override
    public String toString() {
      return "Rotate[" + oldUntil + "]";
    }
  }

  /** A password is for accounts of this method alone; other secrets are never chosen. */
  static void requireFor(AccountMethod method, CallerRequest request) {
    if (method != AccountMethod.PASSWORD && request.password().isPresent()) {
      throw malformed("account-password", "An account of another method has no password.");
    }
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  /** The members of a body, which are texts. */
  record Members(JsonObject body) {

    static Members of(String body, Set<String> known) {
      JsonObject read = StrictJson.object(body == null ? "" : body);
      if (!known.containsAll(read.keySet())) {
        throw malformed("member-unknown", "The request has a member that is not defined.");
      }
      return new Members(read);
    }

    Optional<String> find(String name) {
      JsonValue value = body.get(name);
      if (value == null) {
        return Optional.empty();
      }
      if (!(value instanceof JsonString text)) {
        throw malformed("member-form", name + " must be a text.");
      }
      return Optional.of(text.getString());
    }

    String text(String name) {
      return find(name).orElseThrow(() -> malformed("member-missing", name + " is missing."));
    }

    Instant time(String name) {
      return time(name, text(name));
    }

    /** Times of accounts have whole seconds. */
    static Instant time(String name, String text) {
      try {
        return Instant.parse(text).truncatedTo(ChronoUnit.SECONDS);
      } catch (DateTimeParseException e) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "account-time",
            name + " is a time of RFC 3339, for example 2027-01-31T00:00:00Z.",
            e);
      }
    }
  }
}
