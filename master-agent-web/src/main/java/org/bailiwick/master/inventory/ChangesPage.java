package org.bailiwick.master.inventory;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.ownerrights.Responsibility;
import org.bailiwick.node.decision.TrustworthinessJson;

/**
 * A page of the registry's changes.
 *
 * @param begins whether the page is the first of a new reading, which replaces what is known
 * @param next the position from which the next page is asked
 * @param more whether further pages can be read now
 * @param unreadable agents that could not be read; the others are used nevertheless
 */
record ChangesPage(
    boolean begins,
    String next,
    boolean more,
    List<KnownAgent> agents,
    List<Unreadable> unreadable) {

  private static final Pattern POSITION = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9:._-]{1,64}");
  private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,350}");

  ChangesPage {
    agents = List.copyOf(agents);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * Owner and principal, the names in attestations, and what was found about environments, which
   * the agents of a page share in memory, as many have the same.
   */
  private static final class Shared {
    private final Map<Responsibility, Optional<Responsibility>> known = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<AttesterTrustworthiness, Optional<AttesterTrustworthiness>> found =
        new HashMap<>();

    /** Empty where the page is of a registry that does not tell it. */
    private Optional<AttestationSummary> attestation(JsonObject view) {
      if (!view.containsKey("attestation")) {
        return Optional.empty();
      }
      JsonObject attestation = view.getJsonObject("attestation");
      return Optional.of(
          new AttestationSummary(
              name(attestation, "verifier"),
              name(attestation, "status"),
              name(attestation, "policy"),
              Instant.parse(attestation.getString("appraised_at"))));
    }

    private Optional<AttesterTrustworthiness> trustworthiness(JsonObject view) {
      return Optional.ofNullable(view.getJsonObject("attestation"))
          .flatMap(TrustworthinessJson::read)
          .flatMap(read -> found.computeIfAbsent(read, Optional::of));
    }

    private String name(JsonObject attestation, String member) {
      String name = attestation.getString(member);
      return names.computeIfAbsent(name, first -> first);
    }

    /** Empty where the page is of a registry that does not tell the principal. */
    private Optional<Responsibility> of(JsonObject view) {
      if (!view.containsKey("principal")) {
        return Optional.empty();
      }
      JsonObject principal = view.getJsonObject("principal");
      return known.computeIfAbsent(
          new Responsibility(
              Owner.parse(view.getString("owner")),
              new Principal(
                  Principal.Kind.parse(principal.getString("kind")),
                  principal.getString("issuer"),
                  principal.getString("subject"))),
          Optional::of);
    }
  }

  /** An agent whose record could not be read. Its name is empty if not even that could be read. */
  record Unreadable(String identifier, String name) {}

  /**
   * Reads a page.
   *
   * @throws IllegalStateException when it is no page at all
   */
  static ChangesPage read(byte[] body) {
    try {
      JsonObject document = StrictJson.object(body);
      String next = document.getString("next");
      if (!POSITION.matcher(next).matches()) {
        throw new IllegalStateException("the position in the page of changes is malformed");
      }
      List<KnownAgent> agents = new ArrayList<>();
      List<Unreadable> unreadable = new ArrayList<>();
      Shared shared = new Shared();
      JsonArray views = document.getJsonArray("agents");
      for (JsonValue view : views) {
        read(view, shared, agents, unreadable);
      }
      return new ChangesPage(
          document.getBoolean("begin"), next, document.getBoolean("more"), agents, unreadable);
    } catch (ProblemException | ClassCastException | NullPointerException e) {
      throw new IllegalStateException("the page of changes is malformed", e);
    }
  }

  private static void read(
      JsonValue view, Shared shared, List<KnownAgent> agents, List<Unreadable> unreadable) {
    try {
      agents.add(agent(view.asJsonObject(), shared));
    } catch (ProblemException
        | ClassCastException
        | NullPointerException
        | ArithmeticException
        | DateTimeException malformed) {
      unreadable.add(new Unreadable(text(view, "id", IDENTIFIER), text(view, "agent", NAME)));
    }
  }

  private static KnownAgent agent(JsonObject view, Shared shared) {
    return new KnownAgent(
        view.getString("id"),
        AgentId.parse(view.getString("agent")),
        CapabilitySet.parse(view.getJsonArray("capabilities").getValuesAs(JsonString::getString)),
        Locator.parse(view.getString("locator")),
        new ListedCredential(
            SerialNumber.parse(view.getString("serial")),
            Instant.parse(view.getString("expires_at")),
            shared.attestation(view),
            shared.trustworthiness(view)),
        view.getString("state"),
        shared.of(view));
  }

  private static String text(JsonValue view, String member, Pattern form) {
    return view instanceof JsonObject object
            && object.get(member) instanceof JsonString text
            && form.matcher(text.getString()).matches()
        ? text.getString()
        : "";
  }
}
