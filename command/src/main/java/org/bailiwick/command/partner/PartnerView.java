package org.bailiwick.command.partner;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.accesstokens.AccessTokenTerms;
import org.bailiwick.node.trust.accesstokens.IntrospectionTerms;
import org.bailiwick.node.trust.limits.NamedScopes;
import org.bailiwick.node.trust.limits.PathRule;

/** Shows what a description allows, to an operator who compares it with what was agreed. */
final class PartnerView {

  private PartnerView() {}

  static JsonObject of(Partner partner) {
    JsonArrayBuilder anchors = Json.createArrayBuilder();
    partner.anchors().stream().map(PartnerView::anchor).forEach(anchors::add);
    JsonArrayBuilder servers = Json.createArrayBuilder();
    partner.authorizationServers().stream().map(PartnerView::server).forEach(servers::add);
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("trust_domain", partner.domain().name())
            .add("anchors", anchors)
            .add("crl", crl(partner.crl()))
            .add("authorization_servers", servers)
            .add("scopes", Json.createArrayBuilder(partner.scopes().texts()))
            .add(
                "clients_without_certificate",
                partner.withoutCertificate().name().toLowerCase(Locale.ROOT));
    if (!partner.agents().paths().isEmpty()) {
      view.add(
          "agent_paths",
          Json.createArrayBuilder(partner.agents().paths().stream().map(PathRule::text).toList()));
    }
    addScopes(view, "agents", partner.agents().agents());
    return view.build();
  }

  private static String crl(Partner.CrlSource source) {
    return switch (source) {
      case Partner.CrlSource.InFile file -> file.file().getFileName().toString();
      case Partner.CrlSource.AtUri at -> at.uri().toString();
      case Partner.CrlSource.Waived waived -> "none: certificates are valid until they expire";
      case Partner.CrlSource.Missing missing -> "missing: the partner's agents are refused";
    };
  }

  private static JsonObject anchor(X509Certificate anchor) {
    return Json.createObjectBuilder()
        .add("subject", anchor.getSubjectX500Principal().getName())
        .add("sha256", Pem.sha256(anchor))
        .add("not_after", anchor.getNotAfter().toInstant().toString())
        .build();
  }

  private static JsonObject server(Partner.AuthorizationServer server) {
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("issuer", server.issuer())
            .add(
                "keys",
                server
                    .jwksUri()
                    .map(Object::toString)
                    .orElseGet(() -> server.jwksFile().orElseThrow().getFileName().toString()))
            .add("algorithms", Json.createArrayBuilder(server.algorithms()));
    addScopes(view, "subjects", server.subjects());
    server.accessTokens().ifPresent(terms -> view.add("access_tokens", accessTokens(terms)));
    return view.build();
  }

  private static JsonObject accessTokens(AccessTokenTerms terms) {
    JsonObjectBuilder scopes = Json.createObjectBuilder();
    new TreeMap<>(terms.scopes()).forEach((word, meant) -> scopes.add(word, meant.scope()));
    JsonObjectBuilder clients = Json.createObjectBuilder();
    new TreeMap<>(terms.clients()).forEach((id, agent) -> clients.add(id, agent.toString()));
    JsonObjectBuilder view =
        Json.createObjectBuilder()
            .add("audience", terms.audience())
            .add("by", terms.introspection().isPresent() ? "introspection" : "jwt")
            .add("scopes", scopes)
            .add("clients", clients);
    terms.introspection().ifPresent(asked -> view.add("introspection", introspection(asked)));
    return view.build();
  }

  private static JsonObject introspection(IntrospectionTerms asked) {
    return Json.createObjectBuilder()
        .add("uri", asked.uri().toString())
        .add("client_id", asked.clientId())
        .add("client_authentication", asked.secretFile().isPresent() ? "secret" : "certificate")
        .add("cache", asked.cache().toSeconds())
        .build();
  }

  /** A list that is missing allows every name; one that is there, only its own. */
  private static void addScopes(JsonObjectBuilder view, String name, NamedScopes scopes) {
    if (scopes.list().isEmpty()) {
      return;
    }
    Map<String, CapabilitySet> sorted = new TreeMap<>(scopes.list().get());
    JsonObjectBuilder entries = Json.createObjectBuilder();
    sorted.forEach((key, held) -> entries.add(key, Json.createArrayBuilder(held.texts())));
    view.add(name, entries);
  }
}
