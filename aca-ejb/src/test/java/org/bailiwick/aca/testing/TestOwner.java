package org.bailiwick.aca.testing;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.evidence.owner.OwnerProofs;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/**
 * An owner who consents to a device's agent, and the agent's acceptance. Every part can be made
 * wrong before {@link #consent}; what is not touched is sound.
 */
public final class TestOwner {

  public final KeyPair key;
  public final Map<String, Object> header = new HashMap<>();
  public final Map<String, Object> claims = new HashMap<>();
  public final Map<String, Object> acceptanceHeader = new HashMap<>();
  public final Map<String, Object> acceptance = new HashMap<>();
  public PrivateKey signer;
  public PrivateKey acceptor;
  public String algorithm = "ES256";

  public TestOwner(KeyPair key, TestDevice device, Instant now) {
    this.key = key;
    this.signer = key.getPrivate();
    this.acceptor = device.agentKey.getPrivate();
    header.put("typ", "owner-consent+jwt");
    header.put("jwk", jwk());
    claims.put("aud", "https://aca.example");
    claims.put("agent", "spiffe://bailiwick.example/agent/reader");
    claims.put("agent_jkt", PublicJwk.thumbprint(device.agentKey.getPublic()));
    claims.put("owner", "Finance");
    claims.put("profile", device.request.get("profile"));
    claims.put("capabilities", List.of("invoice.parse@1"));
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.getEpochSecond() + 600);
    acceptanceHeader.put("typ", "owner-acceptance+jwt");
    acceptance.put("nonce", device.request.get("nonce"));
    acceptance.put("owner", "Finance");
    acceptance.put("owner_jkt", thumbprint());
  }

  public static TestOwner of(TestDevice device, Instant now) {
    return new TestOwner(TestKeys.ec(), device, now);
  }

  public String thumbprint() {
    return PublicJwk.thumbprint(key.getPublic());
  }

  /** The public key as members of a JWK. */
  public Map<String, Object> jwk() {
    try {
      return JsonUtil.parseJson(PublicJwk.of(key.getPublic()).toString());
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  public OwnerProofs consent() {
    return new OwnerProofs(
        Optional.of(Jws.sign(signer, algorithm, header, claims)),
        Optional.of(Jws.sign(acceptor, "ES256", acceptanceHeader, acceptance)));
  }
}
