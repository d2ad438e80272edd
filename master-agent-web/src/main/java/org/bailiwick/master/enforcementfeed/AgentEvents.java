package org.bailiwick.master.enforcementfeed;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.facts.AgentKnowledge;
import org.bailiwick.master.facts.AgentTraits;
import org.bailiwick.master.inventory.InventoryListener;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.risk.RiskLevel;
import org.bailiwick.node.decision.TrustworthinessJson;

/**
 * Puts the listed agents of the domain into the picture, with their risk and their segments as they
 * are now. One that is not listed any more is told of once, and is not in the picture then.
 */
final class AgentEvents implements InventoryListener {
  private static final String AGENT = "agent";
  private static final String ATTESTATION = "attestation";
  private static final String CAPABILITIES = "capabilities";
  private static final String OWNER = "owner";
  private static final String RISK = "risk";
  private static final String SEGMENTS = "segments";
  private static final String STATUS = "status";
  private static final String NO_RISK = RiskLevel.NONE.text();

  private final FeedPicture picture;
  private final AgentKnowledge knowledge;

  /** Agents of whom something was reported; a report ends without a word. */
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  private Optional<AgentKnowledge.State> told = Optional.empty();

  AgentEvents(FeedPicture picture, AgentKnowledge knowledge) {
    this.picture = picture;
    this.knowledge = knowledge;
  }

  @Override
  public synchronized void changed(KnownAgent agent) {
    JsonObjectBuilder data =
        Json.createObjectBuilder()
            .add("id", agent.agent().toString())
            .add("locator", agent.locator().toString())
            .add(CAPABILITIES, Json.createArrayBuilder(agent.capabilities().texts()))
            .add(STATUS, agent.state())
            .add("serial", agent.serial().hex())
            .add("not_after", agent.expiresAt().toString());
    agent.responsible().ifPresent(known -> data.add(OWNER, known.owner().value()));
    agent.attestation().ifPresent(known -> data.add(ATTESTATION, attestation(known, agent)));
    JsonObject told = withKnowledge(data.build());
    String whole = told.toString();
    String key = key(agent.agent().toString());
    if (agent.isListed()) {
      picture.put(key, AGENT, whole);
      if (!NO_RISK.equals(told.getString(RISK, NO_RISK))) {
        reported.add(agent.agent().toString());
      }
    } else {
      reported.remove(agent.agent().toString());
      picture.remove(key, AGENT, whole);
    }
  }

  private static JsonObjectBuilder attestation(AttestationSummary known, KnownAgent agent) {
    JsonObjectBuilder attestation =
        Json.createObjectBuilder()
            .add(STATUS, known.status())
            .add("appraised_at", known.appraisedAt().toString());
    agent.listed().trustworthiness().ifPresent(of -> TrustworthinessJson.add(of, attestation));
    return attestation;
  }

  @Override
  public synchronized void removed(String name) {
    String gone =
        Json.createObjectBuilder().add("id", name).add(STATUS, "withdrawn").build().toString();
    picture.remove(key(name), AGENT, gone);
  }

  /** Something was reported of a subject, which may be an agent. */
  void reported(String subject) {
    if (picture.data(key(subject)).isPresent()) {
      reported.add(subject);
      again(key(subject));
    }
  }

  /** Tells what has changed for all agents: the segments in force, the risk of the whole domain. */
  void follow() {
    AgentKnowledge.State now = knowledge.state();
    if (!told.equals(Optional.of(now))) {
      told = Optional.of(now);
      picture.keys(key("")).forEach(this::again);
    }
  }

  /** Tells whose reports have ended meanwhile. */
  void followReports() {
    Optional<String> usual = knowledge.state().risk().map(RiskLevel::text);
    for (String subject : new HashSet<>(reported)) {
      again(key(subject));
      if (knowledge.risk(subject).equals(usual)) {
        reported.remove(subject);
      }
    }
  }

  /** What is told of an agent rests on one state of the registry, so one thread changes it. */
  private synchronized void again(String key) {
    picture
        .data(key)
        .ifPresent(
            data -> picture.put(key, AGENT, withKnowledge(StrictJson.object(data)).toString()));
  }

  private JsonObject withKnowledge(JsonObject agent) {
    Optional<String> risk = knowledge.risk(agent.getString("id"));
    Set<String> segments =
        knowledge.hasSegments() ? knowledge.segments(traits(agent, risk)) : Set.of();
    JsonObjectBuilder data = Json.createObjectBuilder(agent).remove(RISK).remove(SEGMENTS);
    risk.ifPresent(level -> data.add(RISK, level));
    if (!segments.isEmpty()) {
      data.add(SEGMENTS, Json.createArrayBuilder(segments));
    }
    return data.build();
  }

  private static AgentTraits traits(JsonObject agent, Optional<String> risk) {
    return new AgentTraits(
        agent.getString("id"),
        Optional.of(URI.create(agent.getString("locator"))),
        agent.getString(STATUS),
        Optional.ofNullable(agent.getString(OWNER, null)),
        texts(agent.getJsonArray(CAPABILITIES)),
        Optional.ofNullable(agent.getJsonObject(ATTESTATION)).map(said -> said.getString(STATUS)),
        risk);
  }

  private static Set<String> texts(JsonArray array) {
    return array.getValuesAs(JsonString.class).stream()
        .map(JsonString::getString)
        .collect(Collectors.toSet());
  }

  private static String key(String name) {
    return AGENT + " " + name;
  }
}
