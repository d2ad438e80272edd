package org.bailiwick.master.lists;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListSource;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.trust.limits.PathRule;

/**
 * The list of the partner domains as this node knows them now, in the order of their names. A
 * partner whose description has a fault is listed under the name of its folder.
 */
public final class PartnerList implements ListSource {
  private static final String STATE = "state";
  private static final String KNOWN = "known";
  private static final String FAULTY = "faulty";

  private final PartnerDirectory partners;

  public PartnerList(PartnerDirectory partners) {
    this.partners = partners;
  }

  @Override
  public String name() {
    return "partners";
  }

  @Override
  public Map<String, Set<String>> filters() {
    return Map.of(STATE, Set.of(KNOWN, FAULTY));
  }

  @Override
  public boolean hasTimes() {
    return false;
  }

  @Override
  public List<Entry> entries(ListQuery query, Optional<String> after, int most) {
    TreeMap<String, Map<String, Object>> all = new TreeMap<>();
    partners.partners().forEach(partner -> all.put(partner.domain().name(), known(partner)));
    partners.faults().forEach((folder, fault) -> all.put(folder, faulty(folder, fault)));
    return all.tailMap(after.orElse(""), false).entrySet().stream()
        .filter(entry -> isOfState(query.filter(STATE), entry.getValue()))
        .limit(most)
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static boolean isOfState(Optional<String> state, Map<String, Object> members) {
    return state.isEmpty() || state.get().equals(members.get(STATE));
  }

  private static Map<String, Object> known(Partner partner) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("trust_domain", partner.domain().name());
    members.put(STATE, KNOWN);
    members.put("issuer", partner.authorizationServers().getFirst().issuer());
    members.put("algorithms", partner.authorizationServers().getFirst().algorithms());
    members.put("servers", partner.authorizationServers().stream().map(PartnerList::of).toList());
    members.put("scopes", partner.scopes().texts());
    if (!partner.agents().paths().isEmpty()) {
      members.put("agent_paths", partner.agents().paths().stream().map(PathRule::text).toList());
    }
    partner.agents().agents().list().ifPresent(list -> members.put("agents", scopes(list)));
    members.put("crl", crl(partner.crl()));
    if (partner.withoutCertificate() == Partner.WithoutCertificate.BY_DPOP) {
      members.put("clients_without_certificate", "dpop");
    }
    members.put("anchors", partner.anchors().stream().map(Pem::sha256).sorted().toList());
    return members;
  }

  private static Map<String, Object> of(AuthorizationServer server) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("issuer", server.issuer());
    members.put("algorithms", server.algorithms());
    server.subjects().list().ifPresent(list -> members.put("subjects", scopes(list)));
    server
        .accessTokens()
        .map(terms -> terms.introspection().isPresent() ? "introspection" : "jwt")
        .ifPresent(by -> members.put("access_tokens", by));
    return members;
  }

  private static Map<String, Object> scopes(Map<String, CapabilitySet> list) {
    Map<String, Object> scopes = new TreeMap<>();
    list.forEach((name, held) -> scopes.put(name, held.texts()));
    return scopes;
  }

  private static Map<String, Object> faulty(String folder, String fault) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("trust_domain", folder);
    members.put(STATE, FAULTY);
    members.put("reason", fault);
    return members;
  }

  private static String crl(CrlSource source) {
    return switch (source) {
      case CrlSource.InFile file -> "file";
      case CrlSource.AtUri at -> at.uri().toString();
      case CrlSource.Waived waived -> "none";
      case CrlSource.Missing missing -> "missing";
    };
  }
}
