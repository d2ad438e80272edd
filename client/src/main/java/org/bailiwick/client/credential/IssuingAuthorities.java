package org.bailiwick.client.credential;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.credential.Pem;

/** The issuing CAs of a trust domain, as the authority's trust bundle names them. */
public final class IssuingAuthorities {
  private static final String ISSUERS = "bailiwick_issuers";

  /** Bounds the questions of one call where a bundle lists issuers without end. */
  private static final int MAX_ISSUERS = 16;

  private IssuingAuthorities() {}

  /**
   * The certificates of those that the trusted root has made, by name, in the order of the bundle.
   *
   * @throws org.bailiwick.contract.problem.ProblemException if the authority gave no answer
   * @throws ClassCastException if the bundle is malformed
   */
  public static Map<String, X509Certificate> published(
      JsonEndpoint authority, TrustedAuthority trusted) {
    JsonObject bundle = authority.get("/.well-known/spiffe-bundle", Map.of()).body();
    if (!bundle.containsKey(ISSUERS)) {
      return Map.of();
    }
    List<String> names =
        bundle.getJsonArray(ISSUERS).getValuesAs(JsonString.class).stream()
            .map(JsonString::getString)
            .filter(name -> name.matches("[a-z0-9-]{1,64}"))
            .limit(MAX_ISSUERS)
            .toList();
    Map<String, X509Certificate> issuers = new LinkedHashMap<>();
    for (String name : names) {
      X509Certificate issuer = Pem.certificate(authority.bytes("/issuers/" + name + ".cer"));
      if (isMadeBy(trusted.root(), issuer)) {
        issuers.put(name, issuer);
      }
    }
    return issuers;
  }

  /** The bundle names issuers; only the root makes one. */
  private static boolean isMadeBy(X509Certificate root, X509Certificate certificate) {
    try {
      certificate.verify(root.getPublicKey());
      return certificate.getBasicConstraints() >= 0;
    } catch (GeneralSecurityException notSigned) {
      return false;
    }
  }
}
