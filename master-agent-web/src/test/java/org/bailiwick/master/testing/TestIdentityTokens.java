package org.bailiwick.master.testing;

import java.net.URI;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.peer.workloadtoken.ProofUses;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;
import org.bailiwick.node.testing.TestClock;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;

/** Workload Identity Tokens of the domain, made by jose4j, and what checks them. */
public final class TestIdentityTokens {
  private static final String KEY_ID = "wit-1";

  private final KeyPair key = TestKeys.ec();
  private final TrustDomain domain;
  private final TestClock clock;

  TestIdentityTokens(TrustDomain domain, TestClock clock) {
    this.domain = domain;
    this.clock = clock;
  }

  WorkloadTokens tokens(ProofUses uses) {
    return new WorkloadTokens(
        domain,
        id -> id.filter(KEY_ID::equals).map(known -> key.getPublic()).stream().toList(),
        claims -> {},
        URI.create(MasterRig.ISSUER),
        uses,
        clock);
  }

  /** The token of this agent for an hour. */
  public String of(TestLeaf agent) {
    return of(agent, claims -> {});
  }

  /** The same with changed claims. */
  public String of(TestLeaf agent, Consumer<Map<String, Object>> change) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new HashMap<>();
    claims.put("sub", agent.id().toString());
    claims.put("iat", now);
    claims.put("exp", now + 3600);
    try {
      PublicJsonWebKey jwk =
          PublicJsonWebKey.Factory.newPublicJwk(agent.certificate().getPublicKey());
      jwk.setAlgorithm("ES256");
      claims.put(
          "cnf", Map.of("jwk", jwk.toParams(PublicJsonWebKey.OutputControlLevel.PUBLIC_ONLY)));
      change.accept(claims);
      JsonWebSignature jws = new JsonWebSignature();
      jws.getHeaders().setObjectHeaderValue("typ", "wit+jwt");
      jws.getHeaders().setObjectHeaderValue("alg", "ES256");
      jws.getHeaders().setObjectHeaderValue("kid", KEY_ID);
      jws.setPayload(JsonUtil.toJson(claims));
      jws.setKey(key.getPrivate());
      return jws.getCompactSerialization();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
