package org.bailiwick.node.trust;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds issuers that two partners claim. A principal is known by its issuer, so nobody could tell
 * whose it is; both partners are unknown until an operator has corrected one description.
 */
final class SharedIssuers {

  private SharedIssuers() {}

  /** The fault of each partner that shares an issuer, by the name of its trust domain. */
  static Map<String, String> faults(Collection<Partner> partners) {
    Map<String, String> owners = new HashMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Partner partner : partners) {
      for (Partner.AuthorizationServer server : partner.authorizationServers()) {
        String name = partner.domain().name();
        String other = owners.putIfAbsent(server.issuer(), name);
        if (other != null) {
          faults.put(name, fault(server.issuer(), other));
          faults.put(other, fault(server.issuer(), name));
        }
      }
    }
    return faults;
  }

  private static String fault(String issuer, String other) {
    return "the issuer " + issuer + " is also one of " + other;
  }
}
