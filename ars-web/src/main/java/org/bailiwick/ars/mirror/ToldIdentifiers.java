package org.bailiwick.ars.mirror;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.identifier.AgentIdentifier.Shown;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The identifiers that registries tell each other of an agent: those beside its name and its {@code
 * urn:uuid}. Names of trust domains are never among them, since each registry answers for those of
 * its own domain; the one exception is the WIMSE identifier with the path of the agent's name.
 */
public final class ToldIdentifiers {
  /** The member of an exported agent. */
  public static final String MEMBER = "identifiers";

  /** The most identifiers of one agent, as many as a registry can be set to allow. */
  public static final int MOST = 64;

  static final String CHECK = "export-identifiers";
  private static final Set<String> MEMBERS =
      Set.of("identifier", "scheme", "shown", "since", "until");

  private ToldIdentifiers() {}

  /** Whether a registry may tell this identifier of this agent of its domain. */
  public static boolean mayTell(AgentId agent, AgentIdentifier identifier) {
    return switch (identifier.scheme()) {
      case SPIFFE -> false;
      case WIMSE -> identifier.text().equals(AgentIdentifier.wimse(agent));
      case DID_WEB, DID_KEY, ANS, DNS, URN_UUID, CARD_URL ->
          identifier.shown() == Shown.PROVED || identifier.shown() == Shown.CONFIGURED;
    };
  }

  /**
   * The identifiers that an exported agent has; none if it has no such member.
   *
   * @throws ProblemException malformed-request with check {@code export-identifiers}, if one is not
   *     canonical, of a scheme that is not known, not the agent's to have, there twice, or without
   *     what showed it and since when, or if there are more than {@value #MOST}
   */
  static List<AgentIdentifier> read(JsonObject exported, AgentId agent) {
    if (!exported.containsKey(MEMBER)) {
      return List.of();
    }
    try {
      JsonArray told = exported.getJsonArray(MEMBER);
      require(told.size() <= MOST, "There are more than " + MOST);
      Set<String> seen = new HashSet<>(Set.of(exported.getString("id")));
      List<AgentIdentifier> read = new ArrayList<>();
      for (JsonObject each : told.getValuesAs(JsonObject.class)) {
        AgentIdentifier identifier = one(each);
        require(mayTell(agent, identifier), "One is not the agent's to have");
        require(seen.add(identifier.text()), "One is there twice");
        read.add(identifier);
      }
      return List.copyOf(read);
    } catch (ProblemException e) {
      throw e.check().equals(CHECK) ? e : refused(e.detail(), e);
    } catch (ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException e) {
      throw refused("A member is missing or of the wrong form", e);
    }
  }

  private static AgentIdentifier one(JsonObject json) {
    DefinedMembers.require(json, MEMBERS, "identifiers.", "an exported agent");
    String text = json.getString("identifier");
    Identifier identifier = Identifier.parse(text);
    require(identifier.text().equals(text), "One is not in canonical form");
    require(identifier.scheme().text().equals(json.getString("scheme")), "One has another scheme");
    Shown shown = shown(json.getString("shown"));
    Instant since = time(json.getString("since"));
    Optional<Instant> until =
        json.containsKey("until") ? Optional.of(time(json.getString("until"))) : Optional.empty();
    require(until.isPresent() == (shown == Shown.PROVED), "A proof, and nothing else, has an end");
    require(until.stream().allMatch(since::isBefore), "A proof ends before it begins");
    return new AgentIdentifier(identifier.scheme(), text, shown, since, until);
  }

  private static Shown shown(String text) {
    for (Shown each : List.of(Shown.PROVED, Shown.CONFIGURED)) {
      if (each.text().equals(text)) {
        return each;
      }
    }
    throw refused("One is neither proved nor configured", null);
  }

  /** A time of this age of calendars, in the one form in which registries write times. */
  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    require(
        DateTimeFormatter.ISO_INSTANT.format(time).equals(text)
            && Character.isDigit(text.charAt(0))
            && !time.isBefore(Instant.EPOCH),
        "A time is not in the form of RFC 3339");
    return time;
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw refused(rule, null);
    }
  }

  private static ProblemException refused(String rule, Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        CHECK,
        "The identifiers of an exported agent: " + rule,
        cause);
  }
}
