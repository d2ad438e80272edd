package org.bailiwick.ars.export;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.agreement.Agreement;
import org.bailiwick.ars.description.Descriptions;
import org.bailiwick.ars.freshness.RevocationKnowledge;
import org.bailiwick.ars.identifier.AgentIdentifiers;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.jose.SignedStatement;
import org.bailiwick.node.tokenkeys.TokenKeys;

/** The pages that a registry exports, without a container. */
public final class TestExports {
  private final TestRegistry registry;
  private final TokenKeys keys =
      new TokenKeys(InMemorySigningKey.generate("token-signing", KeyShape.EC_P256));
  private final ExportPages pages;

  public TestExports(TestRegistry registry) {
    this.registry = registry;
    this.pages =
        new ExportPages(
            new ExportPages.Sources(
                registry.ca.domain(),
                () -> {
                  registry.status().requireFresh();
                  return new RevocationKnowledge(registry.clock.instant(), BigInteger.ONE);
                },
                () -> {
                  registry.changes().begin();
                  return registry.records().revision();
                },
                () -> List.of(Pem.sha256(registry.ca.issuing())),
                wanted -> new ChangedAgents(registry.freshReader()).rows(wanted)),
            new ExportFilter(
                registry.status(),
                new RegistrySegments(Optional::empty),
                new Descriptions(registry.reads())::of,
                new AgentIdentifiers(registry.reads(), registry.clock)::others),
            new ToldAgents(registry.reads(), registry.writer()),
            () -> keys,
            registry.clock,
            new SteadyTime(registry.clock, () -> 0));
  }

  public boolean isBehind(Agreement agreement, String position) {
    return pages.isBehind(agreement, Optional.of(ExportPosition.parse(position)));
  }

  /** A page as it is signed. */
  public String signed(Agreement agreement, String position, String nonce) {
    return pages.page(
        agreement,
        Optional.of(position).filter(text -> !text.isEmpty()).map(ExportPosition::parse),
        nonce);
  }

  /** The claims of a page. */
  public JsonObject page(Agreement agreement, Optional<String> position) {
    String page = signed(agreement, position.orElse(""), "n".repeat(24));
    return StrictJson.object(
        SignedStatement.payload(page, ExportPages.TYPE, keys.inService(registry.clock.instant()))
            .orElseThrow());
  }

  /** The JWK set with the keys. */
  public String jwks() {
    PublicKey key = keys.inService(registry.clock.instant());
    JsonObject jwk =
        Json.createObjectBuilder(PublicJwk.of(key)).add("kid", PublicJwk.thumbprint(key)).build();
    return "{\"keys\":[" + jwk + "]}";
  }

  /** The keys by which a reader verifies pages. */
  public JwtKeys keys() {
    return id -> List.of(keys.inService(registry.clock.instant()));
  }
}
