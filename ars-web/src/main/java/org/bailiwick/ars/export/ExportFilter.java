package org.bailiwick.ars.export;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URI;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.description.AgentDescription;
import org.bailiwick.ars.identifier.AgentIdentifier;
import org.bailiwick.ars.mirror.ForeignAgent;
import org.bailiwick.ars.mirror.ToldIdentifiers;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;

/** Chooses what an agreement exports, and writes it. */
final class ExportFilter {
  private final CredentialStatus status;
  private final RegistrySegments segments;
  private final Function<Collection<String>, Map<String, AgentDescription>> descriptions;
  private final Function<Collection<String>, Map<String, List<AgentIdentifier>>> identifiers;

  /**
   * What a record has beside its credential.
   *
   * @param said what the agent says of itself
   * @param identifiers those beside its name and its {@code urn:uuid} that count now
   */
  record Beside(Optional<AgentDescription> said, List<AgentIdentifier> identifiers) {
    private static final Beside NOTHING = new Beside(Optional.empty(), List.of());

    private Beside unsaid() {
      return new Beside(Optional.empty(), identifiers);
    }
  }

  ExportFilter(
      CredentialStatus status,
      RegistrySegments segments,
      Function<Collection<String>, Map<String, AgentDescription>> descriptions,
      Function<Collection<String>, Map<String, List<AgentIdentifier>>> identifiers) {
    this.status = status;
    this.segments = segments;
    this.descriptions = descriptions;
    this.identifiers = identifiers;
  }

  /** What the segment of these terms is at present, so that a change of it is noticed. */
  String segmentOf(Agreement.Exports terms) {
    return terms
        .segment()
        .flatMap(segments::members)
        .map(members -> new TreeSet<>(members.stream().map(ExportFilter::text).toList()).toString())
        .orElse("");
  }

  private static String text(RegistrySegments.Member member) {
    return switch (member) {
      case RegistrySegments.Member.Named named -> named.id();
      case RegistrySegments.Member.Tagged tagged ->
          new TreeSet<>(tagged.tags().entrySet().stream().map(Object::toString).toList())
              .toString();
      case RegistrySegments.Member.Located located -> located.network().toString();
    };
  }

  /** What these agents have beside their credentials, by their identifiers. */
  Function<String, Beside> beside(List<ChangedAgents.Row> rows) {
    List<String> listed =
        rows.stream()
            .filter(row -> row.state() == AgentState.LISTED)
            .map(ChangedAgents.Row::identifier)
            .toList();
    Map<String, AgentDescription> said = descriptions.apply(listed);
    Map<String, List<AgentIdentifier>> others = identifiers.apply(listed);
    return id -> new Beside(Optional.ofNullable(said.get(id)), others.getOrDefault(id, List.of()));
  }

  /**
   * The record as it is exported; empty if the agreement does not export it now.
   *
   * @throws ProblemException dependency-unavailable while revocation data are too old
   */
  Optional<JsonObject> exported(
      ChangedAgents.Row row, Agreement.Exports terms, Beside beside, Instant now) {
    if (row.state() != AgentState.LISTED
        || !now.isBefore(row.credential().notAfter())
        || row.credential().key().filter(status::isGood).isEmpty()) {
      return Optional.empty();
    }
    try {
      CapabilitySet all = CapabilitySet.parse(row.claims().capabilities());
      List<String> capabilities =
          all.stream().filter(terms.capabilities()::covers).map(Capability::text).toList();
      boolean agreed =
          !capabilities.isEmpty()
              && (terms.owners().isEmpty() || terms.owners().contains(row.claims().owner()))
              && (terms.tags().isEmpty()
                  || !Collections.disjoint(
                      terms.tags(), beside.said().map(AgentDescription::tags).orElse(List.of())))
              && isInSegment(row, terms, all);
      return agreed ? bounded(row, capabilities, beside) : Optional.empty();
    } catch (ProblemException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * A record that is too long is told without the agent's own words, then without its other
   * identifiers, and else not at all.
   */
  private static Optional<JsonObject> bounded(
      ChangedAgents.Row row, List<String> capabilities, Beside beside) {
    return Stream.of(beside, beside.unsaid(), Beside.NOTHING)
        .map(told -> view(row, capabilities, told))
        .filter(view -> view.toString().length() <= ForeignAgent.LONGEST)
        .findFirst();
  }

  private boolean isInSegment(
      ChangedAgents.Row row, Agreement.Exports terms, CapabilitySet capabilities) {
    if (terms.segment().isEmpty()) {
      return true;
    }
    RegistrySegments.Party party =
        new RegistrySegments.Party(
            row.name(),
            URI.create(row.claims().locator()),
            row.claims().owner(),
            Set.copyOf(capabilities.texts()),
            row.credential().attestation().map(AttestationSummary::status));
    return segments.of(party).contains(terms.segment().get());
  }

  private static JsonObject view(ChangedAgents.Row row, List<String> capabilities, Beside beside) {
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("id", row.identifier())
            .add("agent", row.name())
            .add("owner", row.claims().owner())
            .add("capabilities", Json.createArrayBuilder(capabilities))
            .add("locator", row.claims().locator())
            .add(
                "validation_methods",
                Json.createArrayBuilder(List.of(row.claims().validationMethods().split(" ", -1))))
            .add("serial", row.credential().serial())
            .add("expires_at", DateTimeFormatter.ISO_INSTANT.format(row.credential().notAfter()));
    row.credential()
        .attestation()
        .ifPresent(
            found ->
                view.add(
                    "attestation",
                    Json.createObjectBuilder()
                        .add("status", found.status())
                        .add("verifier", found.verifier())
                        .add("policy", found.policy())
                        .add("appraised_at", found.appraisedAt().toString())));
    beside.said().ifPresent(own -> view.add("unsigned", own.summary()));
    List<AgentIdentifier> told = told(row, beside.identifiers());
    if (!told.isEmpty()) {
      view.add(ToldIdentifiers.MEMBER, AgentIdentifier.array(told));
    }
    return view.build();
  }

  /** Those that are this registry's to tell; an officer may have configured others. */
  private static List<AgentIdentifier> told(
      ChangedAgents.Row row, List<AgentIdentifier> identifiers) {
    AgentId agent = AgentId.parse(row.name());
    return identifiers.stream()
        .filter(each -> ToldIdentifiers.mayTell(agent, each))
        .limit(ToldIdentifiers.MOST)
        .toList();
  }

  /** A removal as it is told. */
  static JsonObject removal(ChangedAgents.Row row) {
    String reason = row.state() == AgentState.LISTED ? "not-exported" : row.state().text();
    return Json.createObjectBuilder().add("id", row.identifier()).add("removed", reason).build();
  }
}
