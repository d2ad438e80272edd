package org.bailiwick.aca.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.PublicJwk;

/**
 * A node that runs containers and signs what runs in them. Every part of its statement can be made
 * wrong before {@link Statement#sign}; what is not touched is sound.
 */
public final class TestNode {

  public static final String IMAGE = "registry.example/agents/reader";
  public static final String DIGEST = "sha256:" + "a".repeat(64);

  public final KeyPair key = TestKeys.ec();
  public final X509Certificate certificate;

  public TestNode(TestMaker maker, String serialNumber) {
    this.certificate = maker.device(serialNumber, key.getPublic());
  }

  /** A statement of a node. */
  public final class Statement {
    public final Map<String, Object> header = new HashMap<>();
    public final Map<String, Object> claims = new HashMap<>();
    public PrivateKey signer = key.getPrivate();

    private Statement(String nonce, PublicKey agent, Instant now) {
      header.put("typ", "container-statement+jwt");
      header.put("x5c", new ArrayList<>(List.of(base64(certificate))));
      claims.put("nonce", nonce);
      claims.put("iat", now.getEpochSecond());
      claims.put("cnf", Map.of("jkt", PublicJwk.thumbprint(agent)));
      claims.put("container_id", containerId(1));
      claims.put("image", image(IMAGE, DIGEST));
      claims.put("namespace", "agents");
      claims.put("service_account", "reader");
      claims.put("pod", Map.of("name", "reader-1", "uid", "7c9e6679-7425-40de-944b-e07fc1f90ae7"));
    }

    public String sign() {
      return Jws.sign(signer, "ES256", header, claims);
    }
  }

  public Statement says(String nonce, PublicKey agent, Instant now) {
    return new Statement(nonce, agent, now);
  }

  public static String containerId(int number) {
    return "containerd://" + "%064x".formatted(number);
  }

  public static Map<String, Object> image(String name, String digest) {
    return Map.of("name", name, "digest", digest);
  }

  public static String base64(X509Certificate certificate) {
    try {
      return Base64.getEncoder().encodeToString(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
