package org.bailiwick.aca.publication;

import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.trust.BundlePoll;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/**
 * A trust domain's anchors as a SPIFFE bundle: a JWK set whose x509-svid entries have one
 * certificate and no kid, and whose wit-svid and jwt-svid entries have a kid (SPIFFE Trust Domain
 * and Bundle section 4).
 */
record TrustBundle(
    Map<String, X509Certificate> roots,
    List<String> issuers,
    List<OperatorCa> operatorCas,
    List<Map<String, Object>> tokenKeys,
    long sequence) {

  /**
   * An operator CA in use; its certificate is left out, since it would be taken for an anchor of
   * agents.
   */
  record OperatorCa(String id, Optional<String> endorsement) {

    private Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("issuer_id", id);
      endorsement.ifPresent(text -> json.put("endorsement", text));
      return json;
    }
  }

  String encode() {
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put(
        "keys",
        Stream.concat(roots.values().stream().map(TrustBundle::key), tokenKeys.stream()).toList());
    bundle.put("bailiwick_roots", List.copyOf(roots.keySet()));
    bundle.put("bailiwick_issuers", issuers);
    bundle.put("bailiwick_operator_cas", operatorCas.stream().map(OperatorCa::json).toList());
    bundle.put("spiffe_sequence", sequence);
    bundle.put("spiffe_refresh_hint", BundlePoll.PERIOD.toSeconds());
    return JsonText.of(bundle);
  }

  private static Map<String, Object> key(X509Certificate anchor) {
    try {
      PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(anchor.getPublicKey());
      key.setUse("x509-svid");
      key.setCertificateChain(anchor);
      return key.toParams(OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException impossible) {
      throw new IllegalStateException("an anchor's key has a JWK form", impossible);
    }
  }
}
