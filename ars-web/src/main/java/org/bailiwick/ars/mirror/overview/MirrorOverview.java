package org.bailiwick.ars.mirror.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.agreement.RegistryAgreements;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.mirror.MirrorRefusals;
import org.bailiwick.contract.identity.TrustDomain;

/** Writes what is known of partners' registries as JSON. */
@ApplicationScoped
class MirrorOverview {
  private RegistryAgreements agreements;
  private MirrorFreshness freshness;
  private MirrorRefusals refusals;

  /** CDI proxies need this constructor. */
  MirrorOverview() {}

  @Inject
  MirrorOverview(
      RegistryAgreements agreements, MirrorFreshness freshness, MirrorRefusals refusals) {
    this.agreements = agreements;
    this.freshness = freshness;
    this.refusals = refusals;
  }

  /** All agreements, and the files that do not count. */
  JsonObject view() {
    Map<TrustDomain, MirrorFreshness.Domain> mirrored = freshness.domains();
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Agreement agreement : agreements.all()) {
      all.add(view(agreement, Optional.ofNullable(mirrored.get(agreement.domain()))));
    }
    JsonObjectBuilder faults = Json.createObjectBuilder();
    agreements.faults().forEach(faults::add);
    return Json.createObjectBuilder().add("registries", all).add("faults", faults).build();
  }

  private JsonObjectBuilder view(Agreement agreement, Optional<MirrorFreshness.Domain> mirrored) {
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("domain", agreement.domain().name())
            .add("exports", agreement.exports().isPresent())
            .add("imports", agreement.imports().isPresent())
            .add("state", mirrored.map(known -> known.closed().orElse("open")).orElse("none"));
    agreement
        .imports()
        .ifPresent(
            terms ->
                view.add("registry", terms.source().registry().toString())
                    .add("freshness", terms.freshness().toString())
                    .add("most", terms.most()));
    mirrored.ifPresent(
        known -> {
          view.add("agents", known.state().agents());
          if (known.state().asOf().isAfter(Instant.EPOCH)) {
            view.add("as_of", DateTimeFormatter.ISO_INSTANT.format(known.state().asOf()));
          }
        });
    refusals
        .last(agreement.domain())
        .ifPresent(
            last ->
                view.add("refusal", last.check())
                    .add("refused_at", DateTimeFormatter.ISO_INSTANT.format(last.at())));
    return view;
  }
}
